"""What the engine tells whoever watches: a discriminated union, read by one exhaustive match."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Value
from schemas.drafts import FrameDraft
from schemas.render import LoadingModel, StepDone
from schemas.revisions import RevisionNumber, Scope
from schemas.script import FrameId
from schemas.takes import Facts


class LoadingDirector(Value):
    """The director loads its weights."""

    type: Literal["loading_director"] = "loading_director"
    director: str


class FrameWritten(Value):
    """The director has written one frame; `expected` is how many there will be at most."""

    type: Literal["frame_written"] = "frame_written"
    index: int
    expected: int
    frame: FrameDraft


class ScopeRead(Value):
    """The frames that a request names."""

    type: Literal["scope_read"] = "scope_read"
    scope: Scope


class RevisionMade(Value):
    """A revision was committed."""

    type: Literal["revision_made"] = "revision_made"
    number: RevisionNumber
    summary: str
    changed: tuple[FrameId, ...]


class RenderPlanned(Value):
    """What rendering will cost, before it is spent."""

    type: Literal["render_planned"] = "render_planned"
    render: tuple[FrameId, ...]
    reuse: tuple[FrameId, ...]


class StillStored(Value):
    """One still is on disk."""

    type: Literal["still_stored"] = "still_stored"
    frame: FrameId
    path: str
    """Relative to the project folder."""
    done: int
    total: int


class Composing(Value):
    """The clip is being encoded."""

    type: Literal["composing"] = "composing"
    done: int
    """Frames of the clip so far."""
    total: int


class TakeMade(Value):
    """A take is complete."""

    type: Literal["take_made"] = "take_made"
    take: int
    clip: str
    """Absolute path."""
    storyboard: str
    """Absolute path."""


class FactsMeasured(Value):
    """What changed in the pictures."""

    type: Literal["facts_measured"] = "facts_measured"
    facts: tuple[Facts, ...]


class Reply(Value):
    """What the director says to the user."""

    type: Literal["reply"] = "reply"
    text: str


Event = Annotated[
    LoadingDirector
    | FrameWritten
    | ScopeRead
    | RevisionMade
    | RenderPlanned
    | LoadingModel
    | StepDone
    | StillStored
    | Composing
    | TakeMade
    | FactsMeasured
    | Reply,
    Field(discriminator="type"),
]
