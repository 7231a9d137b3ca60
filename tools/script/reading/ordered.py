"""References by order: the fifth frame, the last two, every second frame."""

from __future__ import annotations

from tools.script.reading.numbers import LAST, cardinal_at, ordinal_at, span
from tools.script.reading.passage import PLURAL, SINGULAR, Found, Passage
from tools.script.reading.points import extent

_ARTICLES = frozenset({"a", "an", "another", "new"})


def read_ordinals(passage: Passage, at: int) -> Found | None:
    """The fifth frame, the 2nd, first and last frames, the second to fourth frames."""
    start = passage.skip(at, "the")
    first = ordinal_at(passage, start)
    if first is None or passage.word(at - 1) in _ARTICLES:
        return None
    indices, last = [first.value], first
    while (joint := passage.word(last.end)) in {"and", ",", "&", "or", "to", "through", "-"}:
        number = ordinal_at(passage, passage.skip(last.end + 1, "the", "and"))
        if number is None:
            break
        between = joint in {"to", "through", "-"}
        indices += span(last.value, number.value, passage.count)[1:] if between else [number.value]
        last = number
    if passage.is_noun(last.end) or passage.word(last.end) in {"one", "ones"}:
        return Found(last.end + 1, tuple(indices))
    if start > at and passage.may_follow_bare(first.end):
        return Found(first.end, (first.value,))
    return None


def read_counted(passage: Passage, at: int) -> Found | None:
    """The last two frames, the two last frames, the first three."""
    start = passage.skip(at, "the")
    leading = cardinal_at(passage, start)
    edge_at = leading.end if leading else start
    edge = ordinal_at(passage, edge_at)
    number = leading or cardinal_at(passage, edge_at + 1)
    if edge is None or number is None or passage.word(at - 1) in _ARTICLES:
        return None
    last = passage.word(edge_at) in LAST
    if not last and edge.value != 1:
        return None
    end = max(edge.end, number.end)
    noun = passage.is_noun(end) or passage.word(end) == "ones"
    if not noun and not (start > at and passage.may_follow_bare(end)):
        return None
    end += noun
    if not 1 <= number.value <= passage.count:
        missing = f"there are no {passage.word(edge_at)} {number.value} frames; {extent(passage)}"
        return Found(end, (), missing=missing)
    first = passage.count - number.value + 1 if last else 1
    return Found(end, span(first, first + number.value - 1, passage.count))


def read_middle(passage: Passage, at: int) -> Found | None:
    """The middle frame; of an even number the one before the centre, or both ("frames")."""
    start = passage.skip(passage.skip(at, "the"), "two")
    if passage.word(start) not in {"middle", "central"}:
        return None
    noun = passage.skip(start + 1, "two")
    if not passage.is_noun(noun) and passage.word(noun) != "one":
        return None
    low, high = (passage.count + 1) // 2, passage.count // 2 + 1
    return Found(noun + 1, span(low, high, high) if passage.word(noun) in PLURAL else (low,))


def read_half(passage: Passage, at: int) -> Found | None:
    """The first half, the second half; of an odd number the middle frame is in both."""
    start = passage.skip(at, "the")
    word = passage.word(start)
    if passage.word(start + 1) != "half" or word not in {"first", "second", "last", "latter"}:
        return None
    low, high = (passage.count + 1) // 2, passage.count // 2 + 1
    first, last = (1, low) if word == "first" else (high, passage.count)
    return Found(start + 2, span(first, last, passage.count))


def read_stepping(passage: Passage, at: int) -> Found | None:
    """Every second frame (2, 4, ...), every other frame (the same), odd frames, even frames."""
    start = passage.skip(passage.skip(at, "all"), "the")
    if passage.word(start) in {"odd", "even", "odd-numbered", "even-numbered"}:
        noun = passage.skip(start + 1, "numbered")
        first = 1 if passage.word(start).startswith("odd") else 2
        if passage.word(noun) not in PLURAL | {"ones"}:
            return None
        return _stepped(passage, noun + 1, first, 2)
    if passage.word(at) not in {"every", "each"}:
        return None
    ordinal = ordinal_at(passage, at + 1)
    if passage.word(at + 1) == "other":
        step, end = 2, at + 2
    elif ordinal is not None and ordinal.value > 1 and passage.word(at + 1) not in LAST:
        step, end = ordinal.value, ordinal.end
    else:
        return None
    return _stepped(passage, end + 1, step, step) if passage.word(end) in SINGULAR else None


def _stepped(passage: Passage, end: int, first: int, step: int) -> Found:
    if first > passage.count:
        return Found(end, (), missing=f"there is no frame {first}; {extent(passage)}")
    return Found(end, tuple(range(first, passage.count + 1, step)))
