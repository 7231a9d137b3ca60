"""What a premise says happens, in its order: the beats of its story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from agent.pocket.casting import Cast, Member
from agent.pocket.lexicon import words_of
from agent.pocket.sentences import third_person
from prompts import verbs

_CLAUSES: Final = re.compile(r"[,;.:]|\b(?:and|then|but|until|before|while|who|which|that|to)\b")


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that happens: "finds a butterfly"."""

    verb: str
    """In the third person singular, one of the verbs that sentences are made with."""
    names: tuple[Member, ...]
    """The things and places, other than the doer, that the clause names, in its order."""


def beats_of(premise: str, cast: Cast) -> tuple[Beat, ...]:
    """The beats of `premise`, each the first known verb of a clause and what it names.

    Args:
        premise: what the user typed.
        cast: what the premise names.
    """
    known = set(verbs().any)
    named = [*cast.others, *cast.places]
    beats: list[Beat] = []
    for clause in _CLAUSES.split(premise.casefold()):
        verb = _first_verb(words_of(clause), known)
        names = _named(clause, named)
        if verb is not None and verb not in {beat.verb for beat in beats}:
            beats.append(Beat(verb, names))
        elif beats:
            # "To the lighthouse" belongs to what happens before it.
            beats[-1] = Beat(beats[-1].verb, (*beats[-1].names, *names))
    return tuple(beats)


def _first_verb(words: Sequence[str], known: set[str]) -> str | None:
    for word in words:
        for form in (word, third_person(word)):
            if form in known:
                return form
    return None


def _named(clause: str, named: Sequence[Member]) -> tuple[Member, ...]:
    found = [each for each in named if each.said in clause]
    return tuple(sorted(found, key=lambda each: clause.find(each.said)))


def spread(beats: Sequence[Beat], count: int) -> list[Beat | None]:
    """Which beat each of `count` sentences tells, in order; the first begins the story.

    Where there are more beats than sentences the last ones are left out; where there are fewer,
    the sentences between lead from one to the next.
    """
    due: list[Beat | None] = [None] * count
    told = beats[:count]
    for place, beat in enumerate(told):
        due[place * count // len(told)] = beat
    return due
