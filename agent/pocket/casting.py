"""Who and what a premise names: the cast of its story."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.pocket.lexicon import Lexicon, Mention, first_meaning, words_of
from agent.pocket.words import DETERMINERS, LIGHTS, TIMES, WEATHERS
from schemas.script import TimeOfDay, Weather

_MOST_OTHERS = 6
_ADJECTIVES = 3


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody or something that appears in the story."""

    name: str
    """In the words of the vocabulary, or the premise's where that is open."""
    said: str
    """In the words of the premise, without the article."""
    plural: bool = False
    look: str = ""
    """With its adjectives, as the premise has it; empty where nobody said."""
    is_place: bool = False


@dataclass(frozen=True, slots=True)
class Cast:
    """What a premise names, in its order."""

    subject: Member
    """Whom the story is about."""
    others: tuple[Member, ...]
    places: tuple[Member, ...]
    """Backgrounds."""
    time_of_day: TimeOfDay | None
    weather: Weather | None
    lighting: str | None

    @property
    def members(self) -> tuple[Member, ...]:
        """The subject and the others."""
        return (self.subject, *self.others)

    @property
    def points(self) -> tuple[Member, ...]:
        """What the story passes: the others, then where it leads."""
        return (*self.others, *self.places[1:])


def cast_of(premise: str, lexicon: Lexicon, otherwise: Sequence[Member]) -> Cast:
    """The cast that `premise` names.

    Args:
        premise: what the user typed.
        lexicon: the words that can be drawn.
        otherwise: the cast (at least one) where the premise names nothing that can be drawn.
    """
    mentions = lexicon.mentions(premise)
    words = words_of(premise)
    members = _members(words, (each for each in mentions if each.kind == "object"))
    places = _members(words, (each for each in mentions if each.kind == "background"))
    subject, *others = members or tuple(otherwise)
    return Cast(
        subject=subject,
        others=tuple(others[:_MOST_OTHERS]),
        places=places[:_MOST_OTHERS],
        time_of_day=first_meaning(premise, TIMES),
        weather=first_meaning(premise, WEATHERS),
        lighting=first_meaning(premise, LIGHTS),
    )


def _members(words: Sequence[str], mentions: Iterable[Mention]) -> tuple[Member, ...]:
    first: dict[str, Member] = {}
    for each in mentions:
        member = Member(
            each.name, each.said, each.plural, _look(words, each), each.kind == "background"
        )
        first.setdefault(each.name, member)
    return tuple(first.values())


def _look(words: Sequence[str], mention: Mention) -> str:
    """The noun phrase that ends with the mention: "red fox" of "a red fox"."""
    for start in range(mention.place - 1, max(mention.place - 2 - _ADJECTIVES, -1), -1):
        if words[start] in DETERMINERS:
            return " ".join([*words[start + 1 : mention.place], mention.said])
    return mention.said
