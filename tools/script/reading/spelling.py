"""Slips of the finger in the words that name frames: "frmae 3", "evry frame", "thrid"."""

from __future__ import annotations

import re
from typing import Final

from tools.script.reading.numbers import CARDINALS
from tools.script.reading.passage import words_of

_WORDS: Final = (
    *("frame", "frames", "first", "second", "third", "fourth", "fifth", "sixth", "seventh"),
    *("eighth", "three", "seven", "eight", "every", "everything", "except", "before", "after"),
    *("between", "middle"),
)
_OTHERS: Final = words_of(
    """
    framed flames flame fames seconds thirds ever very fright middles there fist thee tree trees
    these where here even sever eights threes fires forth fame fames
    """
)
"""Words of their own that are one slip away from one of those."""
_SLIPS_OF_LAST: Final = frozenset({"lsat", "alst", "lats", "laast"})
_NOUN: Final = re.compile(
    r"\b(f[a-z]{3,6}|[a-z]?rame?s?|fr|frm|fra|f)(?=(\.?)\s*\d)", re.IGNORECASE
)
_WORD: Final = re.compile(r"[a-zA-Z]{4,11}")


def in_known_spelling(request: str) -> str:
    """`request` with those words spelt right; all others stay as they are."""
    return _NOUN.sub(_noun, _WORD.sub(_word, request))


def _word(found: re.Match[str]) -> str:
    word = found[0].lower()
    if word in _SLIPS_OF_LAST:
        return "last"
    if word in _WORDS or word in CARDINALS or word in _OTHERS:
        return found[0]
    close = (known for known in _WORDS if known[0] == word[0] and is_slip(word, known))
    return next(close, found[0])


def _noun(found: re.Match[str]) -> str:
    """Before a number more is a slip of "frame" than elsewhere; "f5" is an id and stays."""
    word = found[1].lower()
    if word in {"frame", "frames"}:
        return found[1]
    follows = found.string[found.end() : found.end() + 1]
    if word in {"fr", "frm", "fra"} or (word == "f" and follows in {" ", "."}):
        return "frame"
    return next((known for known in ("frame", "frames") if is_slip(word, known)), found[1])


def is_slip(word: str, known: str) -> bool:
    """Whether one letter is missing, added or wrong, or two are exchanged (Damerau 1964)."""
    if abs(len(word) - len(known)) > 1:
        return False
    for place in range(len(known) + 1):
        head, tail = known[:place], known[place:]
        exchanged = head + tail[1:2] + tail[:1] + tail[2:]
        if word in {head + tail[1:], exchanged}:
            return True
        if word[:place] == head and word[place + 1 :] in {tail, tail[1:]}:
            return True
    return False
