"""The story: one sentence per frame, each the best of several that were written side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from agent.director import Brief
from agent.local.choosing import Choose, Sampler, greedy
from agent.local.engine import Candidate, Engine
from agent.local.grammar import Grammar
from agent.pocket.beats import Beat, beats_of, spread
from agent.pocket.casting import Cast, Member
from agent.pocket.lexicon import Lexicon, words_of
from agent.pocket.prompting import NEUTRAL_PREMISE, story_prompt
from agent.pocket.sentences import sentence, verb_of
from agent.pocket.words import word_set
from prompts import stories, verbs

_CANDIDATES = 10
_ATTEMPTS = 2
_WHIM = 0.4
"""Most that chance adds to a sentence's worth, so that another seed tells another story."""
_LONGEST = 22
"""Tokens of a sentence."""
_VERBS_REMEMBERED = 12
_MOMENT = 2
"""Sentences back in which the same doer must have done something else."""
_SEED_STRIDE = 1_000_003
_SMALL = word_set("the and its his her their with into onto from for that they them of to in")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the story."""

    text: str
    """"The fox finds a lantern under a tree." """
    doer: Member
    """Its grammatical subject."""
    verb: str


class Teller:
    """Tells a story of `count` sentences about a cast.

    A model of this size repeats itself, copies its examples and forgets whom the story is about.
    So the grammar holds the doer and bars verbs that were used; a schedule says which named thing
    or place is due (:func:`_schedule`); and of several sampled sentences the one is taken that the
    premise makes likely (calibrated against a neutral premise), that says something new, and that
    names what is due and nothing that comes later.

    Args:
        engine: the model.
        lexicon: the words that can be drawn.
        cast: who and what the story is about.
        brief: premise, number of sentences, and the seed: the same one tells the same story.
    """

    def __init__(self, engine: Engine, lexicon: Lexicon, cast: Cast, brief: Brief) -> None:
        self._engine = engine
        self._lexicon = lexicon
        self._cast = cast
        self._seed = brief.seed
        self._count = brief.num_frames
        self._beats = spread(beats_of(brief.premise, cast), brief.num_frames)
        self._due = _schedule(cast, self._beats)
        self._prompt = engine.prompt(story_prompt(brief.premise, brief.num_frames))
        self._neutral = engine.prompt(story_prompt(NEUTRAL_PREMISE, brief.num_frames))
        self._copied = {
            frozenset(_content(line)) for story in stories() for line in story.sentences
        }
        self._told: list[Told] = []
        self._barred: set[str] = set()

    def tell(self) -> Told:
        """The next sentence.

        Raises:
            DirectorError: the grammar of a sentence is not valid.
        """
        index = len(self._told)
        so_far = self._engine.encode(
            "".join(f"{place}. {told.text}\n" for place, told in enumerate(self._told, start=1))
            + f"{index + 1}."
        )
        found: list[Candidate] = []
        for attempt in range(_ATTEMPTS):
            found = found or self._written([*self._prompt, *so_far], index, attempt)
        if found:
            prior = self._engine.score([*self._neutral, *so_far], [each.text for each in found])
            generator = torch.Generator().manual_seed(self._seed_of(index, _ATTEMPTS))
            whims = (torch.rand(len(found), generator=generator) * _WHIM).tolist()
            worths = [
                self._worth(each, chance, index) + whim
                for each, chance, whim in zip(found, prior, whims, strict=True)
            ]
            text = found[worths.index(max(worths))].text
        else:
            text = _plain(self._cast.subject, index)
        return self.accept(text)

    def accept(self, text: str) -> Told:
        """Takes `text` as the next sentence; it begins with "The" and a member of the cast."""
        text = text.strip()
        doer = self._doer(text)
        told = Told(text, doer, verb_of(text, doer))
        self._told.append(told)
        self._barred.add(text)
        return told

    def avoid(self, text: str) -> None:
        """Never tells `text`; it comes later in the story."""
        self._barred.add(text.strip())

    def repeats(self, text: str) -> bool:
        """Whether the story has this sentence, or its doer did the same a moment ago."""
        doer = self._doer(text)
        verb = verb_of(text.strip(), doer)
        return text.strip() in self._barred or any(
            told.doer == doer and told.verb == verb for told in self._told[-_MOMENT:]
        )

    def _doer(self, text: str) -> Member:
        for each in self._cast.members:
            if text.strip().startswith(f"The {each.said} "):
                return each
        return self._cast.subject

    def _written(self, prompt: list[int], index: int, attempt: int) -> list[Candidate]:
        grammars = self._grammars(index)
        generator = torch.Generator().manual_seed(self._seed_of(index, attempt))
        chooses: list[Choose] = [greedy, *([Sampler(generator)] * (len(grammars) - 1))]
        found = self._engine.candidates(prompt, grammars, chooses, limit=_LONGEST)
        return list(
            {
                each.text: each for each in found if each.canonical and not self.repeats(each.text)
            }.values()
        )

    def _seed_of(self, index: int, use: int) -> int:
        return (self._seed * _SEED_STRIDE + index) * (_ATTEMPTS + 1) + use

    def _grammars(self, index: int) -> list[Grammar]:
        verbs = self._verbs(index)
        due = self._due[index]
        free = sentence(self._cast.subject, verbs, None)
        grammars = [free] * (_CANDIDATES // 2)
        if due is not None:
            grammars += [sentence(self._cast.subject, verbs, due)] * (_CANDIDATES // 2)
        elif index and self._cast.others:
            grammars += [sentence(self._cast.others[0], verbs, None)] * (_CANDIDATES // 5)
        return [*grammars, *[free] * (_CANDIDATES - len(grammars))]

    def _verbs(self, index: int) -> list[str]:
        beat = self._beats[index]
        if beat is not None:
            return [beat.verb]
        known = verbs()
        among = known.any
        if index == 0 and self._count > 1:
            among = known.first
        elif index == self._count - 1 and self._count > 2:
            among = known.last
        used = {told.verb for told in self._told[-_VERBS_REMEMBERED:]}
        coming = {beat.verb for beat in self._beats[index:] if beat is not None}
        return [verb for verb in among if verb not in used | coming]

    def _worth(self, candidate: Candidate, prior: float, index: int) -> float:
        text = candidate.text
        mean_prior = prior / max(len(self._engine.encode(text)), 1)
        words = _content(text)
        fresh = [word for word in words if word not in self._said]
        known = {word for told in self._told for word in _content(told.text)}
        old = sum(word in known for word in fresh) / max(len(fresh), 1)
        due = self._due[index]
        early = sum(each.said in text for each in self._later(index))
        names = self._names(text)
        alike = sum(names == self._names(told.text) for told in self._told)
        copied = any(len(line & set(fresh)) > 1 for line in self._copied)
        same_place = any(
            place.said in text and self._told and place.said in self._told[-1].text
            for place in self._cast.places
        )
        return (
            candidate.score
            + 0.8 * (candidate.score - mean_prior)
            + (0.5 if index else 0.8) * (due is not None and due.said in text)
            + 0.05 * min(len(words), 5)
            - 0.5 * max(0.0, -6.5 - candidate.worst)
            - 1.5 * old
            - 2.0 * early
            - 0.2 * alike
            - 0.5 * same_place
            - 0.25 * len(names - self._named)
            - 2.0 * copied
            - 1.0 * (len(words) - len(set(words)))
        )

    def _names(self, text: str) -> frozenset[str]:
        return frozenset(each.name for each in self._lexicon.mentions(text))

    def _later(self, index: int) -> list[Member]:
        begun = self._due[: index + 1]
        return [each for each in self._due[index + 1 :] if each is not None and each not in begun]

    @property
    def _named(self) -> set[str]:
        return {each.name for each in (*self._cast.members, *self._cast.places)}

    @property
    def _said(self) -> set[str]:
        everybody = (*self._cast.members, *self._cast.places)
        return {word for each in everybody for word in each.said.split()}


def _schedule(cast: Cast, beats: Sequence[Beat | None]) -> list[Member | None]:
    """What each sentence should name: what its beat does, then what else that beat names.

    A premise without beats begins where it happens, and what it names is spread out.
    """
    due: list[Member | None] = [None] * len(beats)
    if not any(beats):
        middle = range(1, len(due) - 1) if len(due) > 2 else range(len(due))
        for step, index in enumerate(middle):
            if cast.points:
                due[index] = cast.points[step * len(cast.points) // len(middle)]
        if len(due) > 1 and cast.places:
            due[0] = cast.places[0]
        return due
    waiting: list[Member] = []
    for index, beat in enumerate(beats):
        if beat is not None:
            waiting = list(beat.names)
        if waiting:
            due[index] = waiting.pop(0)
    return due


def _content(text: str) -> list[str]:
    return [word for word in words_of(text) if len(word) > 2 and word not in _SMALL]


def _plain(subject: Member, index: int) -> str:
    """What is told when nothing usable was written; no two neighbours are the same."""
    verbs: Sequence[str] = ("waits", "looks around", "goes on", "rests", "thinks", "turns back")
    verb = verbs[index % len(verbs)]
    return f"The {subject.said} {verb}."
