"""What an answer is made of, in the order in which it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Reason = Literal["stop", "tool_calls", "length"]
"""Why an answer ended, in OpenAI's words."""


@dataclass(frozen=True, slots=True)
class Read:
    """A block of the prompt was read. Says nothing; a chance to stop."""


@dataclass(frozen=True, slots=True)
class Thought:
    """Words that are not meant for the user."""

    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Called:
    """A tool call begins."""

    index: int
    """Place among the answer's calls, from 0."""
    name: str


@dataclass(frozen=True, slots=True)
class Argued:
    """A piece of a call's arguments; all pieces of an index make one JSON object."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The last part of every answer."""

    reason: Reason
    read: int
    """Tokens of the prompt."""
    kept: int
    """Of `read`, those whose keys and values were still there from an earlier answer."""
    written: int
    """Tokens of the answer."""


Part: TypeAlias = Read | Thought | Said | Called | Argued | Ended
