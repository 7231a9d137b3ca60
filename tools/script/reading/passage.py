"""A request as words, beside the script that it speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from schemas.script import FrameScript

_TOKEN = re.compile(
    r"(?<!\w)@?[fs][0-9]+(?!\w|\.[0-9])"  # an id: f5, @f5, s2
    r"|[@#][0-9]+"
    r"|[0-9]+(?:st|nd|rd|th)\b"
    r"|[0-9]+(?:\.[0-9]+)?"
    r"|[a-z]+(?:['\u2019-][a-z]+)*"
    r"|['\u2019]s\b"
    r"|\.{2,3}"
    r"|[^\s\w]|\w",
    re.IGNORECASE | re.ASCII,
)


def words_of(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


SINGULAR = frozenset({"frame", "panel", "still", "picture", "image"})
PLURAL = frozenset({"frames", "panels", "stills", "pictures", "images"})

# Words that may follow a reference which has no noun ("make the last darker", "add a fox to 3").
# Before any other word a number or an ordinal counts things: "the last boat", "3 foxes".
_AFTER_BARE = words_of(
    "a after again all also an and any are as at back be before behind between bright brighten "
    "brighter but by cold colder cooler dark darken darker delete down earlier except first foggy "
    "for from hold in into is last later less lighter lock longer look make much not now on only "
    "or out please rainy remove shorter should slightly snowy so somewhat than that the then "
    "through thru to too toward towards unlock until up warm warmer where which while with "
    "needs need looks look feels seems could must can has wants gets goes comes came lacks it "
    "there we i he she they everything"
)

_UNITS = words_of(
    "% percent second seconds sec secs s ms minute minutes min hour hours day days week weeks year "
    "years time times x px pixel pixels degree degrees ° stop stops fps step steps point points "
    "o'clock am pm"
)


class Token(NamedTuple):
    """One word, number or sign of the request, in lower case, and where it stands."""

    text: str
    start: int
    end: int


class Found(NamedTuple):
    """A reference to frames that was read from some token up to, not including, `end`."""

    end: int
    indices: tuple[int, ...]
    """1-based. They may lie outside the script: the caller refuses them by name."""
    weak: bool = False
    """Counts only where the request has no stronger reference ("everything in frame 3")."""
    missing: str | None = None
    """What the words name and the script does not have, where that is not a plain number."""


@dataclass(frozen=True)
class Passage:
    """The tokens of a request, and the script."""

    tokens: tuple[Token, ...]
    script: FrameScript

    @classmethod
    def of(cls, request: str, script: FrameScript) -> Passage:
        """Splits `request` into tokens."""
        found = _TOKEN.finditer(request)
        return cls(tuple(Token(m.group().lower(), m.start(), m.end()) for m in found), script)

    @property
    def count(self) -> int:
        """How many frames the script has."""
        return len(self.script.frames)

    def word(self, at: int) -> str:
        """The token at that place, or an empty text outside the request."""
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def skip(self, at: int, *words: str) -> int:
        """The place after the token at `at` if it is one of `words`, else `at`."""
        return at + 1 if self.word(at) in words else at

    def reads(self, at: int, phrase: str) -> int | None:
        """The place after `phrase` if it stands at `at`."""
        words = phrase.split()
        if all(self.word(at + offset) == word for offset, word in enumerate(words)):
            return at + len(words)
        return None

    def reads_any(self, at: int, phrases: tuple[str, ...]) -> int | None:
        """The place after the first of `phrases` that stands at `at`."""
        ends = (self.reads(at, phrase) for phrase in phrases)
        return next((end for end in ends if end is not None), None)

    def is_noun(self, at: int) -> bool:
        """Whether a word for frames stands there, in singular or plural."""
        return self.word(at) in SINGULAR or self.word(at) in PLURAL

    def is_unit(self, at: int) -> bool:
        """Whether a unit of measure stands there, so that the number before it is an amount."""
        return self.word(at) in _UNITS

    def closes(self, at: int) -> bool:
        """Whether the request, or its clause, ends there."""
        word = self.word(at)
        return not word or not word[0].isalnum()

    def may_follow_bare(self, at: int) -> bool:
        """Whether a reference without a noun may end before the token at `at`."""
        return not self.is_unit(at) and (self.closes(at) or self.word(at) in _AFTER_BARE)
