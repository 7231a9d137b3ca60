"""A vocabulary for renderers that draw anything: the premise's own nouns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, get_args

from agent.pocket.lexicon import words_of
from agent.pocket.words import DETERMINERS, word_set
from schemas.script import FrameScript, Position, Scale, TimeOfDay, Weather
from schemas.vocabulary import Vocabulary

_INTO: Final = word_set(
    """
    in inside through across along into at over under near around
    """
)
_ENDS: Final = word_set(
    """
    and or but with without who which where when while until then to of from for by on as is are
    was were it he she they him them his her its their has have
    in inside through across along into at over under near around
    """
)
_LONGEST: Final = 3
_PLACES: Final = (
    "a green meadow",
    "a forest",
    "a quiet village",
    "a city street",
    "a beach",
    "the mountains",
    "a cosy room",
    "a desert",
    "the night sky",
)
_THINGS: Final = ("girl", "boy", "old man", "woman", "dog", "cat", "bird", "robot")


def premise_vocabulary(premise: str) -> Vocabulary:
    """What a premise names, as a vocabulary, with common things where it names nothing."""
    things, places = _nouns(premise)
    return _vocabulary(things or _THINGS, places or _PLACES)


def request_vocabulary(script: FrameScript, request: str) -> Vocabulary:
    """What a script has and a request names, as a vocabulary."""
    things, places = _nouns(request)
    had = [each.name for frame in script.frames for each in frame.objects]
    grounds = [frame.background for frame in script.frames]
    return _vocabulary([*had, *things], [*grounds, *places])


def _nouns(text: str) -> tuple[list[str], list[str]]:
    """The things and the places of a text: a noun behind "in", "through", ... is a place."""
    things: list[str] = []
    places: list[str] = []
    words = words_of(text)
    for place, word in enumerate(words):
        noun = _noun(words[place + 1 :]) if word in DETERMINERS else ""
        if noun:
            behind_preposition = place > 0 and words[place - 1] in _INTO
            (places if behind_preposition else things).append(noun)
    return things, places


def _vocabulary(things: Iterable[str], places: Iterable[str]) -> Vocabulary:
    return Vocabulary(
        objects=tuple(dict.fromkeys(things)),
        backgrounds=tuple(dict.fromkeys(places)),
        times=get_args(TimeOfDay),
        weathers=get_args(Weather),
        lightings=("bright", "neutral", "dark"),
        positions=get_args(Position),
        scales=get_args(Scale),
        facings=("left", "right"),
        synonyms={},
    )


def _noun(following: list[str]) -> str:
    """The head of the noun phrase that `following` begins with; empty where there is none."""
    phrase: list[str] = []
    for word in following[:_LONGEST]:
        # English verbs of a present-tense premise end in s: "a red fox wakes".
        if (
            word in _ENDS
            or word in DETERMINERS
            or (phrase and word.endswith("s") and not word.endswith("ss"))
        ):
            break
        phrase.append(word)
    return phrase[-1] if phrase else ""
