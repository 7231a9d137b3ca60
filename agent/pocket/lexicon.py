"""Finding, in a user's or the model's own words, the things and places that can be drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

from agent.pocket.words import DETERMINERS, INTRODUCERS, VERBS_TOO, WEATHERS
from schemas.vocabulary import Vocabulary

Kind = Literal["object", "background"]

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_LONGEST = 3
_ADJECTIVES_BEHIND = 3
_PLURALS = (("ies", "y"), ("ves", "f"), ("ves", "fe"), ("es", ""), ("s", ""))

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing or a place that a text names."""

    name: str
    """In the vocabulary's words."""
    said: str
    """In the text's words, lower case, without the article."""
    kind: Kind
    plural: bool
    place: int
    """Index of its first word in the text."""


@dataclass(frozen=True)
class Lexicon:
    """The words of a vocabulary, to be found in texts."""

    vocabulary: Vocabulary

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """What `text` names, in its order; the longest phrase counts ("pine tree" is no tree)."""
        words = words_of(text)
        found: list[Mention] = []
        place = behind = 0
        while place < len(words):
            for length in range(min(_LONGEST, len(words) - place), 0, -1):
                mention = self._mention(words, place, length, behind)
                if mention is not None:
                    found.append(mention)
                    place += length
                    behind = place
                    break
            else:
                place += 1
        return tuple(found)

    def meaning(self, phrase: str) -> Mention | None:
        """The thing or place that a noun phrase means: the last one that it names."""
        found = self.mentions(f"the {phrase}")
        return found[-1] if found else None

    def knows(self, word: str) -> bool:
        """Whether `word`, in singular or plural, names a thing or a place."""
        return any(form in self._known for form, _ in _forms(word))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The single words that name a thing or a place, in singular."""
        return tuple(word for word in self._known if " " not in word)

    def _mention(self, words: list[str], place: int, length: int, behind: int) -> Mention | None:
        phrase = " ".join(words[place : place + length])
        for form, plural in _forms(phrase):
            known = self._known.get(form)
            if known is None:
                continue
            if form in VERBS_TOO and not _is_noun(words[behind:place]):
                return None
            name, kind = known
            if kind == "background" and form in WEATHERS:
                return None
            said = phrase.removeprefix("the ")
            return Mention(name, said, kind, plural, place)
        return None

    @cached_property
    def _known(self) -> Mapping[str, tuple[str, Kind]]:
        kinds: dict[str, Kind] = dict.fromkeys(self.vocabulary.backgrounds, "background")
        kinds |= dict.fromkeys(self.vocabulary.objects, "object")
        words = dict(self.vocabulary.synonyms) | {name: name for name in kinds}
        return {word: (name, kinds[name]) for word, name in words.items() if name in kinds}


def words_of(text: str) -> list[str]:
    """The words of `text` in lower case, without punctuation, digits and symbols."""
    return _WORD.findall(text.casefold())


def first_meaning(text: str, meanings: Mapping[str, ValueT]) -> ValueT | None:
    """The value of the first word or two-word phrase of `text` that `meanings` has."""
    words = words_of(text)
    for place in range(len(words)):
        for length in (2, 1):
            phrase = " ".join(words[place : place + length])
            if phrase in meanings:
                return meanings[phrase]
    return None


def _forms(phrase: str) -> Iterator[tuple[str, bool]]:
    yield phrase, False
    for ending, singular in _PLURALS:
        if phrase.endswith(ending) and len(phrase) > len(ending) + 1:
            yield phrase.removesuffix(ending) + singular, True


def _is_noun(before: list[str]) -> bool:
    """Whether an article or the like stands before the word, with at most adjectives between.

    Args:
        before: the words between the last thing named and this one.
    """
    if not before or before[-1] == "to":
        return False
    return before[-1] in INTRODUCERS or not DETERMINERS.isdisjoint(
        before[-1 - _ADJECTIVES_BEHIND :]
    )
