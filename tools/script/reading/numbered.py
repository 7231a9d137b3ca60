"""References by number: frame 5, frames 2-4 and 6, shot 2, and bare numbers after a verb."""

from __future__ import annotations

from tools.script.reading.numbers import Number, cardinal_at, ordinal_at, span
from tools.script.reading.passage import SINGULAR, Found, Passage, words_of
from tools.script.reading.points import after_noun, counts_things, extent, read_mark

_DASHES = frozenset({"-", "\u2010", "\u2011", "\u2013", "\u2014", "..", "..."})
_THROUGH = frozenset({"to", "through", "thru", "until", "till"})
_JOINTS = frozenset({",", "and", "&", "or", "plus", "/", "+"})

_AND_ON = (
    *("onwards", "onward", "and onwards", "and onward", "and later", "and after"),
    *("and all the following frames", "and all following frames", "and the following frames"),
    *("and everything after it", "and everything after that", "and everything after"),
)
_MOVING = frozenset(
    {"move", "shift", "put", "place", "bring", "send", "push", "drag", "copy", "duplicate", "clone"}
)
_AMOUNTS = words_of(
    "hold exposure contrast saturation brightness temperature duration length speed fps volume "
    "seconds set change adjust"
)
_VERBS = words_of(
    "make darken brighten lighten delete remove drop erase cut lock unlock move swap switch "
    "exchange hold grade redo redraw retry turn set put change freeze protect clear shift render "
    "regenerate update edit fix revise"
)
_SWAPPING = frozenset({"swap", "switch", "exchange"})
_PREPOSITIONS = frozenset({"in", "to", "from", "of", "on", "for"})


def read_numbered(passage: Passage, at: int) -> Found | None:
    """Frame 5, frames 2 to 4, frame number five, frames 1, 3 and 5-7."""
    if not passage.is_noun(at):
        return None
    start = after_noun(passage, at)
    word = passage.word(start)
    if word == "-" and cardinal_at(passage, start + 1):
        glued = passage.tokens[at].end == passage.tokens[start].start
        if not glued:
            text = f"frame -{passage.word(start + 1)}"
            return Found(start + 2, (), missing=f"there is no {text}; {extent(passage)}")
        start += 1
    if word[:1].isdigit() and "." in word:
        return Found(start + 1, (), missing=f"there is no frame {word}; {extent(passage)}")
    singular = passage.word(at) in SINGULAR
    found = read_list(passage, start, singular=singular, words=not _to_is_a_place(passage, at))
    end = passage.reads_any(found.end, _AND_ON) if found else None
    if found is None or end is None:
        return found
    onward = span(found.indices[-1], max(found.indices[-1], passage.count), passage.count)
    return Found(end, (*found.indices[:-1], *onward))


def _to_is_a_place(passage: Passage, at: int) -> bool:
    """Whether "to" after this noun leads to a place or an amount: "move frame 3 to 5"."""
    if passage.word(at) not in SINGULAR:
        return False
    before = {passage.word(i) for i in range(at)}
    return passage.word(at - 1) in _MOVING or not before.isdisjoint(_AMOUNTS)


def read_list(passage: Passage, at: int, *, singular: bool, words: bool) -> Found | None:
    """Numbers and ranges joined by commas and "and".

    Args:
        passage: the request.
        at: where the first number stands.
        singular: whether the noun before it is singular, so that more numbers are less likely.
        words: whether a range may be written with a word ("2 to 4"), not only with a dash.
    """
    first = number = cardinal_at(passage, at)
    if number is None or first is None:
        return None
    indices: list[int] = []
    while True:
        last = _range_end(passage, number, words=words)
        indices += span(number.value, (last or number).value, passage.count)
        end = (last or number).end
        joint = end
        while passage.word(joint) in _JOINTS:
            joint += 1
        listed = joint > end or (not singular and passage.word(joint).isdigit())
        number = cardinal_at(passage, joint) if listed else None
        if number is None or not _continues(passage, first, number, singular=singular):
            return Found(end, tuple(indices))


def _range_end(passage: Passage, number: Number, *, words: bool) -> Number | None:
    sign = passage.word(number.end)
    at = number.end + 1
    if sign == "up" and passage.word(at) == "to":
        at += 1
    elif sign not in _DASHES and not (words and sign in _THROUGH):
        return None
    start = after_noun(passage, at) if passage.is_noun(at) else at
    moving = any(passage.word(i) in _MOVING for i in range(number.end))
    if not moving and passage.reads(start, "the end") is not None:
        return Number(start + 2, passage.count, digits=False)
    last = cardinal_at(passage, start)
    if last is None:
        after_article = passage.skip(start, "the")
        last = ordinal_at(passage, after_article)
        if last is not None and passage.is_noun(last.end):
            return last._replace(end=last.end + 1)
    if last is not None and not counts_things(passage, last.end):
        return last
    return None


def _continues(passage: Passage, first: Number, number: Number, *, singular: bool) -> bool:
    """Whether `number` goes on with the list, and does not count things ("and two cats")."""
    if counts_things(passage, number.end):
        return False
    if singular and number.value == 1:
        return passage.may_follow_bare(number.end)
    return not singular or number.digits == first.digits


def read_shot(passage: Passage, at: int) -> Found | None:
    """Shot 2, shots 1 and 3, the second shot: all frames of it.

    A shot's number is its place among the shots in the order in which they first appear.
    """
    frames = passage.script.frames
    shots = list(dict.fromkeys(frame.shot for frame in frames))
    article = passage.skip(at, "the")
    ordinal = ordinal_at(passage, article)
    if passage.word(at) in {"shot", "shots"}:
        listed = read_list(passage, at + 1, singular=passage.word(at) == "shot", words=True)
        numbers, end = (listed.indices, listed.end) if listed else ((), at)
    elif ordinal and passage.word(ordinal.end) == "shot":
        last = passage.word(ordinal.end - 1) in {"last", "final"}
        numbers, end = (len(shots) if last else ordinal.value,), ordinal.end + 1
    else:
        return None
    if not numbers:
        return None
    for number in numbers:
        if not 1 <= number <= len(shots):
            have = f"the script has {len(shots)} shot{'s' if len(shots) > 1 else ''}"
            return Found(end, (), missing=f"there is no shot {number}; {have}")
    wanted = {shots[number - 1] for number in numbers}
    return Found(end, tuple(i for i, f in enumerate(frames, start=1) if f.shot in wanted))


def read_bare(passage: Passage, at: int) -> Found | None:
    """Numbers without a noun: "darken 5", "lock 2 and 4", "2-4 at night", "add a fox to 3"."""
    number = cardinal_at(passage, at)
    swapping = any(passage.word(i) in _SWAPPING for i in range(at))
    if number is None or not (number.digits or swapping):
        return None
    before = passage.word(at - 1)
    amounts = any(token.text in _AMOUNTS for token in passage.tokens)
    found = read_list(passage, at, singular=True, words=not (before in _MOVING or amounts))
    ranged = found is not None and passage.word(number.end) in _DASHES | _THROUGH
    led = before in _VERBS or (before in _PREPOSITIONS and not amounts)
    if not (led or (ranged and not amounts) or (swapping and before in {"with", "and", "for"})):
        return None
    if found is None or counts_things(passage, found.end):
        return None
    return found._replace(weak=True) if passage.may_follow_bare(found.end) else None


def read_excluded(passage: Passage, at: int) -> Found | None:
    """Numbers right after "except": no noun is needed."""
    mark = read_mark(passage, at)
    if mark is not None:
        return mark
    found = read_list(passage, at, singular=False, words=True)
    if found is None or counts_things(passage, found.end):
        return None
    return found
