"""A title and the characters' looks from the cast."""

from __future__ import annotations

from agent.pocket.casting import Cast, Member
from agent.pocket.words import in_place
from schemas.script import Character

_LONGEST = 40
"""Characters of a title."""


def title_of(cast: Cast) -> str:
    """A title such as The Fox and the Lantern, or as much of it as fits."""
    lead = f"The {_capitals(cast.subject.said)}"
    seconds = [f" and the {_capitals(each.said)}" for each in cast.others[:1]]
    seconds += [f" {in_place(_capitals(each.said))}" for each in cast.places[:1]]
    for second in seconds:
        if len(lead + second) <= _LONGEST:
            return lead + second
    return lead[:_LONGEST].rstrip()


def characters_of(cast: Cast) -> tuple[Character, ...]:
    """The subject, whose look is what the premise calls it."""
    return (_character(cast.subject),)


def _character(member: Member) -> Character:
    return Character(name=member.said[:_LONGEST], look=member.look or member.said)


def _capitals(words: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in words.split())
