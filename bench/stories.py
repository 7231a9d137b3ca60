"""How well the scripts for the held-out premises tell a story.

beats_in_order     share of the premise's happenings (its verbs) that the actions tell, in its order
names_in_order     share of what the premise names that the actions name first in its order
new_words          mean share of an action's words that no action before it had
distinct_actions   share of actions whose verb no other action of the script has
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import fmean
from typing import TypedDict

from agent.pocket.beats import beats_of
from agent.pocket.casting import Member, cast_of
from agent.pocket.lexicon import Lexicon, words_of
from agent.pocket.sentences import base_form
from bench.bootstrap import Interval, interval
from bench.cases import HELD_OUT
from schemas.drafts import FrameDraft
from schemas.vocabulary import Vocabulary

Write = Callable[[str], Sequence[FrameDraft]]
_ALIKE = 0.6
"""Jaccard index of two actions' words from which, with the same picture, they are duplicates."""


class Stories(TypedDict):
    """Shares with their intervals over premises."""

    subject_share: Interval
    neighbour_duplicates: Interval
    beats_in_order: Interval
    names_in_order: Interval
    new_words: Interval
    distinct_actions: Interval


def stories(write: Write, vocabulary: Vocabulary, count: int | None = None) -> Stories:
    """The figures of `write` over the first `count` premises, or all."""
    lexicon = Lexicon(vocabulary)
    figures: dict[str, list[float]] = {name: [] for name in Stories.__annotations__}
    for case in HELD_OUT.premises()[:count]:
        frames = write(case.premise)
        actions = [frame.action for frame in frames]
        figures["subject_share"].append(
            fmean(case.subject in {each.name for each in frame.objects} for frame in frames)
        )
        figures["neighbour_duplicates"].append(_duplicates(frames))
        figures["beats_in_order"].append(_beats(case.premise, actions, lexicon))
        figures["names_in_order"].append(_names(case.premise, actions, lexicon))
        figures["new_words"].append(_news(actions))
        figures["distinct_actions"].append(_distinct(actions))
    return Stories(**{name: interval(values) for name, values in figures.items()})


def _duplicates(frames: Sequence[FrameDraft]) -> float:
    pairs = list(pairwise(frames))
    return fmean(_are_alike(one, other) for one, other in pairs) if pairs else 0.0


def _are_alike(one: FrameDraft, other: FrameDraft) -> bool:
    """The same things in the same place, and nearly the same words."""
    left, right = set(words_of(one.action)), set(words_of(other.action))
    seen = {each.name for each in one.objects} == {each.name for each in other.objects}
    near = len(left & right) / len(left | right) >= _ALIKE
    return near and seen and one.background == other.background


def _beats(premise: str, actions: Sequence[str], lexicon: Lexicon) -> float:
    cast = cast_of(premise, lexicon, (Member("", ""),))
    beats = [beat.verb for beat in beats_of(premise, cast)]
    places = [_first(actions, {verb, base_form(verb)}) for verb in beats]
    return _in_order(places) / len(beats) if beats else 1.0


def _names(premise: str, actions: Sequence[str], lexicon: Lexicon) -> float:
    names = list(dict.fromkeys(each.name for each in lexicon.mentions(premise)))[1:]
    told = [{each.name for each in lexicon.mentions(action)} for action in actions]
    places = [next((k for k, found in enumerate(told) if name in found), None) for name in names]
    return _in_order(places) / len(names) if names else 1.0


def _first(actions: Sequence[str], words: set[str]) -> int | None:
    return next((k for k, action in enumerate(actions) if words & set(words_of(action))), None)


def _in_order(places: Sequence[int | None]) -> int:
    """Length of the longest run of places that never goes back."""
    best: list[int] = []
    known = [place for place in places if place is not None]
    for end, place in enumerate(known):
        best.append(1 + max((best[k] for k in range(end) if known[k] <= place), default=0))
    return max(best, default=0)


def _news(actions: Sequence[str]) -> float:
    said: set[str] = set()
    shares: list[float] = []
    for action in actions:
        words = {word for word in words_of(action) if len(word) > 3}
        shares.append(len(words - said) / max(len(words), 1))
        said |= words
    return fmean(shares[1:]) if len(shares) > 1 else 1.0


def _distinct(actions: Sequence[str]) -> float:
    verbs = [words_of(action)[2:3] for action in actions]
    return fmean(verbs.count(verb) == 1 for verb in verbs)
