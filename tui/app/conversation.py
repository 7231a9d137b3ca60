"""What the chat needs from the engine: one conversation at a time, used from one thread."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from schemas.capabilities import Capabilities
from schemas.edits import Edit
from schemas.events import Event
from schemas.render import Mode
from schemas.reports import MakeReport, ReviseReport, ShowReport
from schemas.revisions import RevisionNumber
from schemas.script import FrameId, FrameScript
from schemas.settings import Endpoint, Settings
from schemas.vocabulary import Vocabulary
from tui.app.candidates import Candidate

Turn = Generator[Event, None, MakeReport | ReviseReport]
"""Work under way. Closing it stops it within one denoising step; what was finished is kept."""


@dataclass(frozen=True)
class Said:
    """Something that was said."""

    role: Literal["user", "director"]
    text: str


@dataclass(frozen=True)
class Crew:
    """Who works on the open project."""

    director: str
    renderer: str
    vocabulary: Vocabulary | None
    """What the renderer can draw; None: anything."""
    consistency: Mode | None = None
    """What ties the frames of a shot together; None where no storyboard is open."""
    modes: tuple[Mode, ...] = ()
    """What the renderer could tie them together with."""


@dataclass(frozen=True)
class Past:
    """A point of the talk that can be gone back to, or on with."""

    after: int | None
    """Number of what was said last there; None: before everything."""
    label: str
    """One line for a list."""
    words: str
    """The request that came next; empty where it is the end of a branch."""


@dataclass(frozen=True)
class Look:
    """A revision as the user saw it."""

    number: RevisionNumber
    script: FrameScript
    stills: Mapping[FrameId, Path]
    """The still of each frame that has one, grade applied."""


class Conversation(Protocol):
    """The talk about one project. Every method may raise a `StoryreelError`."""

    def make(self, premise: str) -> Turn:
        """Leaves the open project, if any, and makes a new one from `premise`."""
        ...

    def revise(self, request: str) -> Turn:
        """Does what `request` asks of the open project."""
        ...

    def edit(self, edits: Sequence[Edit], words: str) -> Turn:
        """Does edits that the user made by hand; `words` tell them."""
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

    def crew(self) -> Crew:
        """Who works on the open project, or would on a new one."""
        ...

    def candidates(self) -> tuple[Candidate, ...]:
        """Directors and renderers to choose from."""
        ...

    def probe(self, director: str) -> Capabilities:
        """Tries what a director can do, and remembers it."""
        ...

    def add_endpoint(self, name: str, endpoint: Endpoint) -> None:
        """Makes a director on a server of the user's own known under `name`."""
        ...

    def take_settings(self, settings: Settings) -> None:
        """Works with other settings from the next storyboard on."""
        ...

    def use_director(self, director: str) -> None:
        """Goes on with another director; script, talk and history stay."""
        ...

    def use_renderer(self, renderer: str) -> None:
        """Goes on with another renderer; the stills become stale, and none is lost."""
        ...

    def use_consistency(self, mode: Mode) -> None:
        """Ties the frames of a shot together in another way; stills of the old one are kept."""
        ...

    def look(self, number: RevisionNumber) -> Look:
        """An earlier revision of the open project."""
        ...

    def past(self) -> Sequence[Past]:
        """Where the talk can go back to, the newest first, and then the branches that were left."""
        ...

    def go_to(self, past: Past) -> None:
        """Takes talk, script and stills there; nothing is lost."""
        ...

    def fork(self, folder: Path) -> Path:
        """Copies a project; returns the copy's folder."""
        ...

    def rename(self, folder: Path, name: str) -> Path:
        """Renames a project's folder, leaving it first if it is open; returns the new folder."""
        ...

    def remove(self, folder: Path) -> None:
        """Deletes a project, leaving it first if it is open."""
        ...

    def said(self) -> Sequence[Said]:
        """What was said about the open project, from the premise on."""
        ...

    def close(self) -> None:
        """Leaves the open project and frees its lock."""
        ...
