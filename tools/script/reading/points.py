"""References to single frames: f5, frame 5, the fifth frame, the last but one."""

from __future__ import annotations

from schemas.script import frame_number
from tools.script.reading.numbers import LAST, ORDINALS, cardinal_at, ordinal_at
from tools.script.reading.passage import Found, Passage

_NUMBER_SIGNS = ("number", "numbers", "no", "nr", "num", "#")
_NOT_PLURAL = frozenset({"less", "always", "as", "is", "was", "has", "its", "this", "across"})


def after_noun(passage: Passage, at: int) -> int:
    """The place after a word for frames and the signs that may follow it ("frame number")."""
    end = passage.skip(at + 1, *_NUMBER_SIGNS)
    return passage.skip(end, ".") if end > at + 1 else end


def counts_things(passage: Passage, end: int) -> bool:
    """Whether the number before `end` counts something other than frames: "2 dogs"."""
    word = passage.word(end)
    plural = len(word) > 3 and word.endswith("s") and word not in _NOT_PLURAL
    return passage.is_unit(end) or (plural and not passage.is_noun(end))


def read_mark(passage: Passage, at: int) -> Found | None:
    """`@5` and `#5` are places, `f5` and `@f5` ids, `s2` and `@s2` shots."""
    word = passage.word(at)
    sign, number = word[:-1].rstrip("0123456789"), word.lstrip("@#fs")
    if not number.isdigit() or sign not in {"@", "#", "f", "@f", "s", "@s"}:
        return None
    number = number[:12]
    if sign in {"@", "#"}:
        return Found(at + 1, (int(number),))
    frames = list(enumerate(passage.script.frames, start=1))
    name = f"{sign[-1]}{number}"
    places = tuple(i for i, frame in frames if name in {frame.id, frame.shot})
    if places:
        return Found(at + 1, places)
    kind = "shot" if name.startswith("s") else "frame with the id"
    known = {frame.shot if name.startswith("s") else frame.id for _, frame in frames}
    listed = ", ".join(sorted(known, key=lambda known_id: frame_number(known_id)))
    return Found(at + 1, (), missing=f"there is no {kind} {name}; the script has {listed}")


def read_from_end(passage: Passage, at: int) -> Found | None:
    """Second to last, last but one, third from the end, next to last, penultimate."""
    start = passage.skip(at, "the")
    end, back = _steps_back(passage, start)
    if back is None:
        return None
    if passage.is_noun(end) or passage.word(end) == "one":
        end += 1
    if back >= passage.count:
        text = " ".join(passage.word(i) for i in range(start, end))
        return Found(end, (), missing=f"there is no {text}; {extent(passage)}")
    return Found(end, (passage.count - back,))


def _steps_back(passage: Passage, at: int) -> tuple[int, int | None]:
    word = passage.word(at)
    if word in {"penultimate", "next-to-last", "last-but-one"}:
        return at + 1, 1
    if (end := passage.reads(at, "next to last")) is not None:
        return end, 1
    if word.endswith("-to-last") and word.removesuffix("-to-last") in ORDINALS:
        return at + 1, ORDINALS[word.removesuffix("-to-last")] - 1
    if (end := passage.reads(at, "last but")) is not None:
        number = cardinal_at(passage, end)
        return (number.end, number.value) if number and not number.digits else (at, None)
    ordinal = ordinal_at(passage, at)
    if ordinal is None or word in LAST:
        return at, None
    end = passage.reads_any(ordinal.end, ("to last", "to the last", "from last", "last"))
    noun = ordinal.end + 1 if passage.is_noun(ordinal.end) else ordinal.end
    end = end or passage.reads_any(noun, ("from the last", "from the end", "from end"))
    return (end, ordinal.value - 1) if end is not None else (at, None)


def read_point(passage: Passage, at: int) -> Found | None:
    """One frame, as after "after", "from" or "between": a bare number is enough here."""
    start = passage.skip(at, "the")
    return (
        read_mark(passage, start)
        or read_from_end(passage, start)
        or _numbered_point(passage, start)
        or _ordinal_point(passage, start, article=start > at)
    )


def _numbered_point(passage: Passage, at: int) -> Found | None:
    named = passage.is_noun(at)
    number_at = after_noun(passage, at) if named else at
    number = cardinal_at(passage, number_at)
    if number is None:
        return read_mark(passage, number_at) if named else None
    if not named and counts_things(passage, number.end):
        return None
    return Found(number.end, (number.value,), weak=not named)


def _ordinal_point(passage: Passage, at: int, *, article: bool) -> Found | None:
    ordinal = ordinal_at(passage, at)
    if ordinal is None:
        return None
    if passage.is_noun(ordinal.end) or passage.word(ordinal.end) == "one":
        return Found(ordinal.end + 1, (ordinal.value,))
    bare = article and passage.may_follow_bare(ordinal.end)
    return Found(ordinal.end, (ordinal.value,)) if bare else None


def extent(passage: Passage) -> str:
    """Which frames there are, in words."""
    if passage.count == 1:
        return "the script has only frame 1"
    return f"the script has frames 1 to {passage.count}"
