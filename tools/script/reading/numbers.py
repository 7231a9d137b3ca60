"""English numbers: 5, five, twenty-one, 5th, fifth, last."""

from __future__ import annotations

from typing import NamedTuple

from tools.script.reading.passage import Passage

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
_TEENS = "sixteen seventeen eighteen nineteen"
_ORDINAL_ONES = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

_BEYOND = 10**9
"""Stands for every number with more digits than any script has frames."""


def _cardinals() -> dict[str, int]:
    words = {word: value for value, word in enumerate((_ONES + _TEENS).split(), start=1)}
    ones = list(words.items())[:9]
    for ten, tens in enumerate(_TENS, start=2):
        words[tens] = ten * 10
        words |= {f"{tens}-{one}": ten * 10 + value for one, value in ones}
    return words | {"zero": 0, "hundred": 100}


def _ordinals() -> dict[str, int]:
    words = {word: value for value, word in enumerate(_ORDINAL_ONES.split(), start=1)}
    ones = list(words.items())[:9]
    for ten, tens in enumerate(_TENS, start=2):
        words[f"{tens[:-1]}ieth"] = ten * 10
        words |= {f"{tens}-{one}": ten * 10 + value for one, value in ones}
    return words | {"opening": 1, "initial": 1, "starting": 1}


CARDINALS = _cardinals()
ORDINALS = _ordinals()
LAST = frozenset({"last", "final", "closing", "ending"})


class Number(NamedTuple):
    """A cardinal number that ends before `end`."""

    end: int
    value: int
    digits: bool
    """Whether it is written in digits."""


def cardinal_at(passage: Passage, at: int) -> Number | None:
    """The cardinal number at that place: digits, a word, or two words ("twenty one")."""
    word = passage.word(at)
    if word.isascii() and word.isdigit():
        return Number(at + 1, int(word) if len(word) < 10 else _BEYOND, digits=True)
    if word not in CARDINALS:
        return None
    value = CARDINALS[word]
    following = CARDINALS.get(passage.word(at + 1), 0)
    if word in _TENS and 1 <= following <= 9:
        return Number(at + 2, value + following, digits=False)
    if following == 100:
        return Number(at + 2, value * 100, digits=False)
    return Number(at + 1, value, digits=False)


def ordinal_at(passage: Passage, at: int) -> Number | None:
    """The ordinal number at that place: 5th, fifth, or last (the number of frames)."""
    word = passage.word(at)
    if word in LAST:
        return Number(at + 1, passage.count, digits=False)
    if word in ORDINALS:
        return Number(at + 1, ORDINALS[word], digits=False)
    if word[:1].isdigit() and word.endswith(("st", "nd", "rd", "th")):
        digits = word[:-2]
        return Number(at + 1, int(digits) if len(digits) < 10 else _BEYOND, digits=True)
    tens, one = CARDINALS.get(word, 0), ORDINALS.get(passage.word(at + 1), 0)
    if word in _TENS and 1 <= one <= 9:
        return Number(at + 2, tens + one, digits=False)
    return None


def span(first: int, last: int, count: int) -> tuple[int, ...]:
    """The indices from one to the other, in either order.

    Beyond `count` only the end itself is listed, so that "1 to 999999999" stays small.
    """
    low, high = sorted((first, last))
    inside = tuple(range(low, min(high, count) + 1))
    return inside if high <= count else (*inside, high)
