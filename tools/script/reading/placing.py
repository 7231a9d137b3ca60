"""Places between frames: where a request inserts a frame, or moves one to."""

from __future__ import annotations

import re
from typing import NamedTuple

from tools.script.reading.numbers import cardinal_at, ordinal_at
from tools.script.reading.passage import SINGULAR, Passage, words_of
from tools.script.reading.points import after_noun, counts_things, read_point

_INSERTING = words_of("insert add put create append squeeze write include make draw")
_MOVING = words_of(
    "move shift bring drag push send put place relocate pull copy duplicate clone repeat"
)
_GOING = words_of(
    "come comes go goes be belong belongs appear stand sit moved placed put shown right directly"
)
_WISHED = _GOING | words_of("should must ought has needs could can would might better to just")
_ARTICLES = frozenset({"a", "an", "another", "one", "new", "extra", "additional"})
_BREAKS = frozenset({"in", "to", "into", "on", "from", "of", "with", "at", "the", "where", "it"})
_NEW_ONE = re.compile(
    r"\b(?:an?|another|one more|new|extra|additional|some more)\b(?: (?!frame|panel)\w+){0,2}?"
    r" (?:frame|panel|picture|image|scene|shot|moment|beat|still|one)\b(?! \d)"
    r"|\b(?:add|insert|put|squeeze|slip|stick|show|need|missing|want) (?:something|one|another)\b"
    r"|\b(?:something|a frame|one) is missing\b"
)
_SCENES = frozenset({"scene", "shot", "moment", "beat"})
_SIDES = ("before", "after", "between", "behind")

_END = tuple(
    f"{to} {the}{end}"
    for to in ("to", "at")
    for the in ("the very ", "the ", "")
    for end in ("end", "back", "bottom")
)
_FRONT = tuple(
    f"{to} {the}{front}"
    for to in ("to", "at")
    for the in ("the very ", "the ", "")
    for front in ("front", "start", "beginning", "head", "top")
)
_POSITION = ("position", "place", "slot", "spot", "index", "number")


class Place(NamedTuple):
    """A place that ends before token `end`, counted in the script as it is.

    One of gap, position and shift is set.
    """

    end: int
    beside: tuple[int, ...] = ()
    """The frames that the words name to say where."""
    gap: int | None = None
    """How many frames come before it."""
    position: int | None = None
    """The index that the frame is to have in the end."""
    shift: int | None = None
    """How many places later (negative: earlier) than now."""


def inserts_frame(passage: Passage) -> bool:
    """Whether the request asks for a new frame: "add a rainy frame", "insert one after 3"."""
    verbs = (at for at, token in enumerate(passage.tokens) if token.text in _INSERTING)
    return any(_inserts_at(passage, at) for at in verbs) or _tells_of_a_new_one(passage)


def _tells_of_a_new_one(passage: Passage) -> bool:
    """Whether a frame that is not there yet is spoken of, and a place for it.

    "We need a shot after 4", "something is missing between 2 and 3", "between 2 and 3 an owl".
    """
    text = " ".join(token.text for token in passage.tokens)
    edge = re.search(rf"\b(?:{'|'.join((*_END, *_FRONT))})\b", text) is not None
    if _NEW_ONE.search(text) and (edge or _leads_to_a_side(passage)):
        return True
    gap = next(
        (found for at in range(len(passage.tokens)) if (found := _read_between(passage, at))), None
    )
    return (
        gap is not None
        and abs(gap.beside[0] - gap.beside[1]) == 1
        and not re.search(r"\b(?:swap|exchange|switch|trade|move|order)\b", text)
    )


def _inserts_at(passage: Passage, verb: int) -> bool:
    if passage.word(verb) == "insert" and _leads_to_a_side(passage):
        return True
    article = False
    for at in range(verb + 1, verb + 7):
        word = passage.word(at)
        if passage.closes(at) or word in _BREAKS:
            return False
        if article and word in _SIDES:
            return passage.word(at - 1) in {"one", "more", "another"}
        if word in SINGULAR or word in _SCENES:
            # "make frame 5 a night frame" changes a frame; "make a new frame" adds one.
            numbered = cardinal_at(passage, after_noun(passage, at)) is not None
            return article and not numbered
        article = article or word in _ARTICLES
    return False


def _leads_to_a_side(passage: Passage) -> bool:
    """Whether the request says beside which frame: "insert an owl after frame 2"."""
    return any(
        _read_side(passage, at) or _read_between(passage, at) for at in range(len(passage.tokens))
    )


def moves_frame(passage: Passage, start: int, end: int) -> bool:
    """Whether what the reference from `start` to `end` names is moved.

    "Move frame 5 ...", "make frame 5 the first", "make frame 5 last", "frame 5 belongs after 7".
    """
    verb = passage.word(start - 1)
    if verb == "make" and passage.word(end) in {"the", "first", "last"}:
        return read_position(passage, end) is not None
    return verb in _MOVING or _is_to_go(passage, end)


def _is_to_go(passage: Passage, at: int) -> bool:
    """Whether a wish for another place follows: "should come after frame 2"."""
    start = at
    while passage.word(at) in _WISHED:
        at += 1
    return at > start and passage.word(at - 1) in _GOING and read_place(passage, at) is not None


def read_place(passage: Passage, at: int) -> Place | None:
    """After frame 3, before the last, between 3 and 4, to the end, to position 5, two later."""
    if (end := passage.reads_any(at, _END)) is not None:
        return Place(end, gap=passage.count)
    if (end := passage.reads_any(at, _FRONT)) is not None:
        return Place(end, gap=0)
    return _read_side(passage, at) or _read_between(passage, at) or _read_shift(passage, at)


def _read_side(passage: Passage, at: int) -> Place | None:
    before = passage.reads_any(at, ("before", "in front of", "ahead of"))
    after = passage.reads_any(at, ("right after", "after", "behind", "following"))
    start = before or after
    point = read_point(passage, start) if start is not None else None
    if point is None or not point.indices:
        return None
    index = point.indices[0]
    return Place(point.end, (index,), gap=index - 1 if before else index)


def _read_between(passage: Passage, at: int) -> Place | None:
    if passage.word(at) != "between":
        return None
    start = at + 2 if passage.word(at + 1) in {"frames", "panels"} else at + 1
    first = read_point(passage, start)
    if first is None or not first.indices or passage.word(first.end) not in {"and", "&"}:
        return None
    last = read_point(passage, first.end + 1)
    if last is None or not last.indices:
        return None
    beside = (first.indices[0], last.indices[0])
    return Place(last.end, beside, gap=min(beside))


def _read_shift(passage: Passage, at: int) -> Place | None:
    number = cardinal_at(passage, at)
    start = passage.skip(number.end if number else at, "place", "places", "position", "positions")
    word = passage.word(start)
    steps = number.value if number else 1
    if word in {"earlier", "forward", "up"}:
        return Place(start + 1, shift=-steps)
    if word in {"later", "down", "back"}:
        return Place(start + 1, shift=steps)
    return None


def read_position(passage: Passage, at: int) -> Place | None:
    """To position 5, to 5, to frame 5, as the first frame, first, last."""
    start = passage.skip(passage.skip(at, "to", "at", "as", "in", "into"), "the")
    led = start > at
    if led and passage.word(start) in (*_POSITION, *SINGULAR):
        number = cardinal_at(passage, after_noun(passage, start))
        return Place(number.end, position=number.value) if number else None
    number = cardinal_at(passage, start)
    if number is not None and passage.word(at) == "to" and not counts_things(passage, number.end):
        return Place(number.end, position=number.value)
    ordinal = ordinal_at(passage, start)
    if ordinal is None:
        return None
    end = passage.skip(ordinal.end, *_POSITION, *SINGULAR, "one")
    return Place(end, position=ordinal.value) if end > ordinal.end or passage.closes(end) else None
