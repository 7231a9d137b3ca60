"""The JSON documents that the command line prints with --json."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Value
from schemas.revisions import RevisionHead, RevisionNumber
from schemas.script import FrameId, FrameScript
from schemas.takes import Facts
from schemas.usage import Usage

Seconds = Annotated[float, Field(ge=0)]


class PhaseSeconds(Value):
    """Wall time by phase, seconds."""

    write: Seconds
    render: Seconds
    compose: Seconds
    total: Seconds


class MakeReport(Value):
    """Of `make` and `render`."""

    project: str
    revision: RevisionNumber
    frames: int
    clip: str
    """Absolute path; empty where somebody did not approve the render."""
    storyboard: str
    """As `clip`."""
    rendered: tuple[FrameId, ...]
    reused: tuple[FrameId, ...]
    seconds: PhaseSeconds
    director: str
    renderer: str


class RenderReport(MakeReport):
    """Of `render`."""

    unchanged: bool
    """Whether there was nothing to do: the paths are those of the newest take."""


class ReviseReport(Value):
    """Of `revise`, `undo` and `redo`."""

    project: str
    revision: RevisionNumber
    scope: tuple[FrameId, ...]
    changed: tuple[FrameId, ...]
    rendered: tuple[FrameId, ...]
    reused: tuple[FrameId, ...]
    facts: tuple[Facts, ...]
    reply: str
    clip: str
    """Absolute path of the newest clip of this script; empty where there is none."""
    seconds: PhaseSeconds


class FrameState(Value):
    """One frame in `show`."""

    id: FrameId
    index: int
    key: str
    path: str | None
    """The still as shown (grade applied), relative to the project folder; None if missing."""
    state: Literal["fresh", "stale", "missing"]
    """fresh: the still belongs to the frame as it is; stale: an older still exists."""
    locked: bool
    prompt: str = ""
    """The frame prompt: what the renderer gets for the frame."""


class TakeState(Value):
    """One take in `show`."""

    take: int
    revision: RevisionNumber
    clip: str
    storyboard: str


class ShowReport(Value):
    """Of `show`."""

    project: str
    revision: RevisionNumber
    script: FrameScript
    frames: tuple[FrameState, ...]
    revisions: tuple[RevisionHead, ...]
    takes: tuple[TakeState, ...]
    usage: tuple[Usage, ...] = ()
    """What each director used so far, where it counts."""


class Spoken(Value):
    """One thing that was said about the project."""

    number: int
    role: Literal["user", "director"]
    text: str
    revision: RevisionNumber | None
    """The revision that was current."""


class SessionState(Value):
    """One conversation about the project."""

    session: int
    """Number of what was said last in it; `--session` takes it."""
    revision: RevisionNumber
    """The revision that was current then."""
    requests: int
    last: str
    """The last request."""
    current: bool


class SessionsReport(Value):
    """Of `sessions`."""

    project: str
    current: int | None
    """Number behind which the next request comes; None: before everything."""
    sessions: tuple[SessionState, ...]
    said: tuple[Spoken, ...]
    """The current conversation, in order."""


class ErrorBody(Value):
    """The error inside an ErrorReport."""

    kind: str
    message: str
    hint: str


class ErrorReport(Value):
    """Printed in place of a report when a command fails and --json was given."""

    error: ErrorBody
