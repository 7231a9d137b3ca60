"""References to one side of a frame, or between two: after 5, from 3 on, between 2 and 5."""

from __future__ import annotations

from tools.script.reading.numbers import span
from tools.script.reading.passage import PLURAL, SINGULAR, Found, Passage
from tools.script.reading.points import extent, read_point

_ONWARD = ("onwards", "onward", "forward", "forwards", "on")
_TO_THE_END = ("to the end", "until the end", "till the end", "through the end")


def read_open_range(passage: Passage, at: int) -> Found | None:
    """Frames after 5, everything before frame 3, from 3 on, up to 4, between 2 and 5.

    Ends count, except those of "after" and "before". "The frame after 5" is one frame.
    """
    start, head = _head(passage, at)
    return (
        _beside(passage, start, head)
        or _from(passage, start, head)
        or _until(passage, start, head)
        or _between(passage, start, head)
    )


def _head(passage: Passage, at: int) -> tuple[int, str]:
    """What the range is of: "frames", "everything", "the frame", or nothing."""
    if passage.word(at) == "everything":
        return at + 1, "many"
    start = at
    while passage.word(start) in {"the", "all", "every", "each", "those", "of"}:
        start += 1
    if passage.word(start) in PLURAL:
        return start + 1, "many"
    if passage.word(start) in SINGULAR and start > at:
        return start + 1, "one" if passage.word(at) == "the" else "many"
    return at, ""


def _beside(passage: Passage, at: int, head: str) -> Found | None:
    word = passage.word(at)
    if word not in {"after", "before", "following", "preceding"}:
        return None
    point = read_point(passage, at + 1)
    if point is None or point.missing or not point.indices:
        return point if point is not None and point.missing else None
    if not head and point.weak and not passage.word(at + 1).isdigit():
        return None
    place = point.indices[0]
    later = word in {"after", "following"}
    if not 1 <= place <= passage.count:
        return Found(point.end, (place,), weak=not head)
    last = place + 1 if head == "one" else passage.count
    first = place - 1 if head == "one" else 1
    indices = tuple(range(place + 1, last + 1)) if later else tuple(range(first, place))
    if not indices or indices[0] < 1 or indices[-1] > passage.count:
        side = "after" if later else "before"
        missing = f"there is no frame {side} frame {place}; {extent(passage)}"
        return Found(point.end, (), missing=missing, weak=not head)
    return Found(point.end, indices, weak=not head)


def _from(passage: Passage, at: int, head: str) -> Found | None:
    start = passage.reads_any(at, ("starting from", "starting at", "starting with", "from"))
    point = read_point(passage, start) if start is not None else None
    if point is None or not point.indices:
        return None
    weak = point.weak and not head
    end = passage.reads_any(point.end, (*_TO_THE_END, *_ONWARD))
    if end is not None and (passage.word(end) not in {"the", "a", "an", "his", "her", "its"}):
        last = max(passage.count, point.indices[0])
        return Found(end, span(point.indices[0], last, passage.count))
    if passage.word(at) == "starting":
        return Found(point.end, span(point.indices[0], passage.count, passage.count))
    if passage.word(point.end) in {"to", "through", "thru", "until", "till", "-"}:
        last_point = read_point(passage, point.end + 1)
        if last_point is not None and last_point.indices:
            indices = span(point.indices[0], last_point.indices[0], passage.count)
            return Found(last_point.end, indices, weak=weak and last_point.weak)
    return None


def _until(passage: Passage, at: int, head: str) -> Found | None:
    start = passage.reads_any(at, ("up to", "until", "till", "through"))
    point = read_point(passage, start) if start is not None else None
    if point is None or not point.indices or (not head and point.weak):
        return None
    return Found(point.end, span(1, point.indices[0], passage.count), weak=not head)


def _between(passage: Passage, at: int, head: str) -> Found | None:
    if passage.word(at) != "between":
        return None
    start = at + 2 if passage.word(at + 1) in PLURAL else at + 1
    first = read_point(passage, start)
    if first is None or not first.indices or passage.word(first.end) != "and":
        return None
    last = read_point(passage, first.end + 1)
    if last is None or not last.indices:
        return None
    indices = span(first.indices[0], last.indices[0], passage.count)
    if head == "one" and len(indices) == 3:
        indices = indices[1:2]
    named = head or passage.word(at + 1) in PLURAL or not (first.weak and last.weak)
    return Found(last.end, indices, weak=not named)
