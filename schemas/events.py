"""What the engine tells whoever watches: a discriminated union, read by one exhaustive match."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Value
from schemas.drafts import FrameDraft
from schemas.render import LoadingModel, PreviewDrawn, StepDone, Working
from schemas.revisions import RevisionNumber, Scope
from schemas.script import FrameId
from schemas.takes import Facts
from schemas.usage import Usage


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
    """Frames that get a new still."""
    reuse: tuple[FrameId, ...]
    followers: tuple[FrameId, ...] = ()
    """Those of `render` that did not change themselves: what they attend to did (the anchor of
    their shot, or in the mode `rotate` any frame of it)."""
    again: tuple[FrameId, ...] = ()
    """Frames outside `render` that are denoised again, because frames to render attend to them.
    An anchor whose keys and values are still kept costs nothing; that is known only later."""
    seconds: float | None = None
    """What all that will take at most, by this project's stills so far; None: nothing to go by."""


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


class TextStreamed(Value):
    """A piece of what the director is saying. `Reply` brings the whole when the turn is over."""

    type: Literal["text_streamed"] = "text_streamed"
    answer: str
    """Id of the model's answer that the piece belongs to; pieces of one answer are joined."""
    text: str


class ThinkingStreamed(Value):
    """A piece of the model's reasoning, where it shows any."""

    type: Literal["thinking_streamed"] = "thinking_streamed"
    answer: str
    text: str


class CallStreamed(Value):
    """A piece of a tool call that the model is still writing."""

    type: Literal["call_streamed"] = "call_streamed"
    answer: str
    index: int
    """0-based place of the call in the answer."""
    tool: str
    """The tool's name with the first piece; empty with the others."""
    arguments: str
    """A fragment of JSON."""


class CallStarted(Value):
    """The model's tool call is complete and is being done."""

    type: Literal["call_started"] = "call_started"
    call: str
    """Id of the call."""
    tool: str
    arguments: str
    """JSON."""


class CallEnded(Value):
    """A tool call is done, or was refused."""

    type: Literal["call_ended"] = "call_ended"
    call: str
    tool: str
    ok: bool
    result: str
    """What the model was told."""


class AnswerRepeated(Value):
    """An answer broke off and the model is asked again. What was streamed of it is void."""

    type: Literal["answer_repeated"] = "answer_repeated"
    attempt: int
    """2 for the first repetition."""
    reason: str


class ScriptEdited(Value):
    """The director has edited the script. It becomes a revision when the turn is over."""

    type: Literal["script_edited"] = "script_edited"
    changes: tuple[str, ...]
    """One line per frame or shared field that differs from before the edit."""
    changed: tuple[FrameId, ...]


class UsageCounted(Value):
    """What one answer of the model took."""

    type: Literal["usage_counted"] = "usage_counted"
    usage: Usage


class TurnFailed(Value):
    """The turn ends with an error, which is raised after this event."""

    type: Literal["turn_failed"] = "turn_failed"
    kind: str
    message: str
    hint: str


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
    | Working
    | StepDone
    | PreviewDrawn
    | StillStored
    | Composing
    | TakeMade
    | FactsMeasured
    | TextStreamed
    | ThinkingStreamed
    | CallStreamed
    | CallStarted
    | CallEnded
    | AnswerRepeated
    | ScriptEdited
    | UsageCounted
    | TurnFailed
    | Reply,
    Field(discriminator="type"),
]
