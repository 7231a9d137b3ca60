"""Which frames a request names: computed from its words, before any model runs.

    "make frame 5 darker"                acted f5
    "everything except the last"         acted all but the last
    "every night frame"                  acted those whose time of day is night
    "insert a frame after frame 3"       acted none, place after f3
    "move frame 2 to the end"            acted f2, place after the last
    "make it 20% darker"                 acted all, nothing named

English only. Words that name no frame leave the whole script open.
"""

from __future__ import annotations

import re
from typing import Final

from schemas.base import Value
from schemas.revisions import Scope
from schemas.script import FrameId, FrameScript
from tools.script.reading.asides import without_asides
from tools.script.reading.gathering import Gathering, refusal
from tools.script.reading.passage import Passage, words_of
from tools.script.reading.placing import Place
from tools.script.reading.points import extent
from tools.script.reading.reassurance import without_reassurance
from tools.script.reading.wording import in_known_words

_PROTECTS: Final = re.compile(
    r"^\W*(?:(?:please|pls|ok|okay|and|now|hey|just|also|so)\W+)*"
    r"(?:don't|do not|dont|never|leave|keep|hands off|nobody|no one|you must not|let no one)\b"
    r"[^,;:]*?(?:touch|change|changing|alter|modify|edit|mess|alone|as (?:it|they) (?:is|are)|as is"
    r"|unchanged|untouched|like (?:that|this)|the way|exactly)\b[^,;:]*$",
    re.IGNORECASE,
)
"""Asks for nothing but that frames stay."""


_LEADING: Final = words_of("in on of for from at inside within into to")


class Insertion(Value):
    """A place between frames, in the form that InsertFrame and MoveFrame take."""

    after: FrameId | None
    """The frame that comes before it, never one that is being moved; None is the front."""


class References(Value):
    """What the words of a request name."""

    acted: tuple[FrameId, ...]
    """Frames that the request acts on, in script order; every frame where it names none."""
    place: Insertion | None
    """Where a frame is inserted or moved to; None where the words name no place.

    Several frames that move together go there one behind the other.
    """
    named: bool
    """Whether the words name any frame or place. If not, the whole script may change."""
    rest: str
    """The request without the words that name frames and places: "make darker"."""


def read_scope(request: str, script: FrameScript) -> Scope:
    """The frames that `request` may change.

    Raises:
        ScopeError: the words name a frame that the script does not have.
    """
    references = read_references(request, script)
    return Scope(ids=references.acted, named=references.named)


def read_references(request: str, script: FrameScript) -> References:
    """Everything that `request` says about frames and places between them.

    Raises:
        ScopeError: the words name a frame that the script does not have, or fit several where
            they speak of one.
    """
    request = without_asides(without_reassurance(in_known_words(request)))
    passage = Passage.of(request, script)
    reading = Gathering.read(passage)
    if not (reading.strong or reading.weak or reading.whole or reading.rest) and _PROTECTS.search(
        request
    ):
        # "Don't touch frame 6" by itself is about frame 6.
        reading = Gathering.read(passage, exclusions=False)
    acted = reading.acted()
    ids = tuple(script.frames[index - 1].id for index in acted)
    place = reading.places[0] if reading.places else None
    return References(
        acted=ids,
        place=None if place is None else _insertion(passage, place, acted),
        named=reading.named,
        rest=_without(request, passage, reading.spans),
    )


def _insertion(passage: Passage, place: Place, acted: tuple[int, ...]) -> Insertion:
    frames = passage.script.frames
    staying = [index for index in range(1, len(frames) + 1) if index not in acted]
    if place.gap is not None:
        before = [index for index in staying if index <= place.gap]
    else:
        wanted = place.position or 0
        if place.shift is not None and acted:
            wanted = min(max(acted[0] + place.shift, 1), len(frames))
        if not 1 <= wanted <= len(frames) + (not acted):
            raise refusal(f"there is no place {wanted}; {extent(passage)}", passage)
        before = staying[: wanted - 1]
    return Insertion(after=frames[before[-1] - 1].id if before else None)


def _without(request: str, passage: Passage, spans: list[tuple[int, int]]) -> str:
    """`request` without the spans of tokens, nor the prepositions that lead to them."""
    kept, position = [], 0
    for first, end in spans:
        led = passage.word(first - 1) in _LEADING and passage.tokens[first - 1].start >= position
        kept.append(request[position : passage.tokens[first - led].start])
        position = passage.tokens[end - 1].end
    kept.append(request[position:])
    return " ".join(" ".join(kept).split())
