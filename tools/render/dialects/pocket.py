"""The pocket dialect: the canonical caption that the pocket renderer was trained on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from schemas.script import Frame, SceneObject
from schemas.vocabulary import Vocabulary
from tools.pocket.dialect import Thing, phrase, with_view
from tools.render.dialects.prompt import FramePrompt, Replacement

THINGS_DRAWN = 3
"""Most things in one still: the renderer was trained on scenes of one to three."""

CAPTION_TOKENS = 38
"""The text encoder's window without its two marks. What is beyond would be cut from the end, and
the end is where place, time and weather stand."""


def pocket_prompt(frame: Frame, view: int, vocabulary: Vocabulary) -> FramePrompt:
    """The caption of `frame` in words of `vocabulary` only, and the `view` of its background.

    What the vocabulary lacks is said by its nearest word, or left out, and so are the last things
    of a crowded frame; `replaced` tells which. Action, style and camera are never said: a caption
    names what can be seen in one still.
    """
    replaced: list[Replacement] = []

    def said(wanted: str, known: Collection[str]) -> str | None:
        word = _nearest(wanted, known, vocabulary)
        if word is None or word != wanted.casefold():
            replaced.append(Replacement(wanted=wanted, said=word))
        return word

    things = [
        Thing(name, _facing(each, vocabulary, replaced), each.position, each.scale)
        for each in frame.objects
        if (name := said(each.name, vocabulary.objects)) is not None
    ]
    place = said(frame.background, vocabulary.backgrounds) or vocabulary.backgrounds[0]
    lighting = said(frame.lighting, vocabulary.lightings) or "neutral"
    unwanted = [
        word
        for part in frame.negative.split(",")
        if part.strip()
        and (word := said(part.strip(), (*vocabulary.objects, *vocabulary.backgrounds)))
    ]

    def caption() -> str:
        words = phrase(things, place, frame.time_of_day, frame.weather, lighting)
        return with_view(words, view)

    while len(things) > THINGS_DRAWN or (things and _tokens(caption()) > CAPTION_TOKENS):
        replaced.append(Replacement(wanted=things.pop().name, said=None))
    return FramePrompt(text=caption(), negative=", ".join(unwanted), replaced=tuple(replaced))


def _tokens(caption: str) -> int:
    # The pocket tokenizer gives each known word and each mark one token.
    return len(re.findall(r"[a-z]+|[^\sa-z]", caption))


def _facing(
    thing: SceneObject, vocabulary: Vocabulary, replaced: list[Replacement]
) -> tuple[str, ...]:
    drawable = {f"facing {way}" for way in vocabulary.facings}
    kept = tuple(each.casefold() for each in thing.attributes if each.casefold() in drawable)
    replaced += [
        Replacement(wanted=f"{each} {thing.name}", said=None)
        for each in thing.attributes
        if each.casefold() not in drawable
    ]
    return kept[:1]


def _nearest(wanted: str, known: Collection[str], vocabulary: Vocabulary) -> str | None:
    for part in _parts(wanted):
        if part in known:
            return part
        if (word := vocabulary.nearest(part)) in known:
            return word
    return None


def _parts(text: str) -> Iterator[str]:
    # The head of an English noun phrase comes last ("a little red fox"), so among parts of equal
    # length the later ones are tried first.
    words = text.casefold().split()
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length, -1, -1):
            yield " ".join(words[start : start + length]).strip(".,;:!?\"'")
