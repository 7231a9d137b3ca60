"""What the chat needs from the engine: one conversation at a time, used from one thread."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from schemas.events import Event
from schemas.reports import MakeReport, ReviseReport, ShowReport

Turn = Generator[Event, None, MakeReport | ReviseReport]
"""Work under way. Closing it stops it within one denoising step; what was finished is kept."""


@dataclass(frozen=True)
class Said:
    """Something that was said."""

    role: Literal["user", "director"]
    text: str


class Conversation(Protocol):
    """The talk about one project. Every method may raise a `StoryreelError`."""

    def make(self, premise: str) -> Turn:
        """Leaves the open project, if any, and makes a new one from `premise`."""
        ...

    def revise(self, request: str) -> Turn:
        """Does what `request` asks of the open project."""
        ...

    def undo(self) -> Turn:
        """Goes one change back."""
        ...

    def redo(self) -> Turn:
        """Takes the last undo back."""
        ...

    def render(self) -> Turn:
        """Completes what is stale or missing."""
        ...

    def open(self, folder: Path) -> None:
        """Leaves the open project, if any, and opens another."""
        ...

    def report(self) -> ShowReport:
        """What the open project holds."""
        ...

    def said(self) -> Sequence[Said]:
        """What was said about the open project, from the premise on."""
        ...

    def close(self) -> None:
        """Leaves the open project and frees its lock."""
        ...
