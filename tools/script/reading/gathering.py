"""Going through a request once: what it acts on, what it excludes, and the places it names."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.errors import ScopeError
from tools.script.reading.described import read_rest
from tools.script.reading.numbered import read_excluded
from tools.script.reading.passage import Found, Passage, words_of
from tools.script.reading.placing import (
    Place,
    inserts_frame,
    moves_frame,
    read_place,
    read_position,
)
from tools.script.reading.points import extent
from tools.script.reading.references import read_reference

_EXCEPT = (
    "except for",
    "except",
    "excepting",
    "excluding",
    "other than",
    "apart from",
    "aside from",
    "besides",
    "save for",
)
_NOT = (
    "but not",
    "not",
    "don't touch",
    "do not touch",
    "don't change",
    "do not change",
    "skip",
    "ignore",
    "keep only",
    "only keep",
    "leave out",
    "leave alone",
)
_LEADING = frozenset({"in", "on", "for", "inside"})
"""Between an exclusion and what it excludes: "except in frame 1"."""
_STAYS = ("as it is", "as they are", "as is", "unchanged", "alone", "untouched", "the same")
_WISHING = words_of("i don't not didn't do would i'd you we")
_KEEPING = words_of(
    "leave leaving keep keeping stay stays don't not only just without no unchanged untouched "
    "alone fine than nothing remain remains"
)
_COMPARED = ("same as", "as in", "like in", "like", "than", "as", "match", "matching")


@dataclass
class Gathering:
    """What was read of a request so far. `read` reads all of it."""

    passage: Passage
    exclusions: bool = True
    """Whether "except" and "don't touch" take frames out."""
    inserting: bool = False
    moving: bool = False
    strong: set[int] = field(default_factory=set[int])
    weak: set[int] = field(default_factory=set[int])
    whole: bool = False
    """Everything was named in passing: it means what is named besides ("after 5 everything")."""
    excluded: set[int] = field(default_factory=set[int])
    rest: bool = False
    places: list[Place] = field(default_factory=list[Place])
    spans: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    refused: list[str] = field(default_factory=list[str])
    previous_end: int = -1

    def __post_init__(self) -> None:
        self.inserting = inserts_frame(self.passage)

    @classmethod
    def read(cls, passage: Passage, *, exclusions: bool = True) -> Gathering:
        """Reads the whole request."""
        gathering = cls(passage, exclusions)
        at = 0
        while at < len(passage.tokens):
            at = gathering.step(at)
        return gathering

    @property
    def named(self) -> bool:
        """Whether anything was named."""
        return bool(
            self.strong or self.weak or self.whole or self.excluded or self.rest or self.places
        )

    def step(self, at: int) -> int:
        """Reads what stands at `at`; returns where to go on."""
        end = self._place(at) or self._exclusion(at) or self._comparison(at) or self._rest(at)
        if end is not None:
            self.spans.append((at, end))
            return end
        found = read_reference(self.passage, at)
        if found is None:
            return at + 1
        self._take(at, found)
        self.spans.append((at, found.end))
        self.previous_end = found.end
        return found.end

    def _place(self, at: int) -> int | None:
        if not (self.inserting or self.moving):
            return None
        place = read_place(self.passage, at)
        directly = self.moving and at == self.previous_end
        leads_on = self.inserting and self.passage.word(at) in {"as", "at"}
        if place is None and (directly or leads_on):
            place = read_position(self.passage, at)
        if place is None or (place.shift is not None and not directly):
            return None
        self.places.append(place)
        # "Forward so that it comes before 5": a place beside a frame says more than a direction.
        self.places.sort(key=lambda each: each.shift is not None)
        return place.end

    def _exclusion(self, at: int) -> int | None:
        if not self.exclusions:
            return None
        start = self.passage.reads_any(at, _EXCEPT)
        if start is None and self.passage.word(at) == "but" and at == self.previous_end:
            start = at + 1
        end = self._run(start, self.excluded, bare=True) if start is not None else None
        if end is not None:
            return end
        start = self.passage.reads_any(at, _NOT)
        return self._run(start, self.excluded, bare=False) if start is not None else None

    def _comparison(self, at: int) -> int | None:
        start = self.passage.reads_any(at, _COMPARED)
        wished = self.passage.word(at) == "like" and self.passage.word(at - 1) in _WISHING
        if start is None or wished:
            return None
        return read_rest(self.passage, start) or self._run(start, set(), bare=False)

    def _run(self, start: int, into: set[int], *, bare: bool) -> int | None:
        """Reads references joined by "and" into `into`; returns the end, or None for none."""
        end, at = None, start + (self.passage.word(start) in _LEADING)
        while True:
            found = read_reference(self.passage, at)
            if found is None and bare:
                found = read_excluded(self.passage, at)
            whole = found is not None and len(set(found.indices)) == self.passage.count
            if found is None or (whole and end is not None):
                return end
            into |= set(self._checked(found))
            end = at = found.end
            while self.passage.word(at) in {"and", ",", "or", "nor", "&"}:
                at += 1
            if at == end:
                return end

    def _rest(self, at: int) -> int | None:
        end = read_rest(self.passage, at)
        self.rest = self.rest or end is not None
        return end

    def _take(self, at: int, found: Found) -> None:
        indices = set(found.indices)
        if found.missing is not None:
            self.refused.append(found.missing)
        self.moving = self.moving or moves_frame(self.passage, at, found.end)
        kept = self.passage.word(at - 1) in {"keep", "leave"}
        if kept and self.exclusions and self.passage.reads_any(found.end, _STAYS) is not None:
            self.excluded |= indices
        elif found.weak and len(indices) == self.passage.count > 1:
            self.whole = True
        elif found.weak:
            self.weak |= indices
        else:
            self.strong |= indices

    def _checked(self, found: Found) -> tuple[int, ...]:
        if found.missing is not None:
            self.refused.append(found.missing)
        return found.indices

    def acted(self) -> tuple[int, ...]:
        """The 1-based indices that the request acts on.

        Raises:
            ScopeError: an index is outside the script, or nothing is left.
        """
        everything = set(range(1, self.passage.count + 1))
        if self.refused:
            raise refusal(self.refused[0], self.passage)
        passing = len(self.strong) == self.passage.count and bool(self.weak)
        named = self.weak if passing else self.strong or self.weak
        beside = {index for place in self.places[:1] for index in place.beside}
        for index in sorted(named | self.excluded | beside):
            if index not in everything:
                raise refusal(f"there is no frame {index}; {extent(self.passage)}", self.passage)
        if self.rest and not (named and self._keeps()):
            named = named | (everything - self.strong)
        if not named and (self.whole or self.excluded or not self.named):
            named = everything
        left = named - self.excluded
        if named and not left:
            raise refusal("the words leave no frame to change", self.passage)
        return tuple(sorted(left))

    def _keeps(self) -> bool:
        """Whether the request speaks of something that stays: the rest, beside what is named."""
        return any(token.text in _KEEPING for token in self.passage.tokens)


def refusal(message: str, passage: Passage) -> ScopeError:
    """The error for words that name what the script does not have."""
    which = "frame 1" if passage.count == 1 else f"a frame from 1 to {passage.count}"
    return ScopeError(message, hint=f"name {which}, or say `all frames`")
