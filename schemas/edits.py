"""The typed operations on a frame script. Each is a value; tools.script applies it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.base import Value
from schemas.drafts import FrameDraft, ScriptDraft
from schemas.grade import GradeChange
from schemas.script import (
    FRAMES_LIMIT,
    Camera,
    FrameId,
    HoldSeconds,
    SceneObject,
    TimeOfDay,
    Weather,
)
from schemas.text import Line, Name, Sentence

FrameIds = Annotated[tuple[FrameId, ...], Field(min_length=1, max_length=FRAMES_LIMIT)]


class FrameChange(Value):
    """What to change in a frame. An absent field (None, or empty for the lists) is unchanged."""

    action: Sentence | None = None
    objects: Annotated[tuple[SceneObject, ...], Field(max_length=6)] | None = None
    """Replaces all objects."""
    add_objects: Annotated[tuple[SceneObject, ...], Field(max_length=6)] = ()
    """Put in; one of the same name is replaced."""
    remove_objects: Annotated[tuple[Name, ...], Field(max_length=6)] = ()
    """Names to take out."""
    background: Sentence | None = None
    time_of_day: TimeOfDay | None = None
    weather: Weather | None = None
    lighting: Name | None = None
    camera: Camera | None = None
    negative: Annotated[Line, StringConstraints(max_length=240)] | None = None
    hold: HoldSeconds | None = None
    variation: Annotated[int, Field(ge=0, le=9999)] | None = None
    clear: Annotated[tuple[Literal["objects", "negative", "grade"], ...], Field(max_length=3)] = ()
    """Fields to empty; done before anything is set."""

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self == type(self).model_construct():
            raise ValueError("an empty change; name at least one field to change")
        return self


class UpdateFrames(Value):
    """Changes fields of the named frames."""

    op: Literal["update_frames"] = "update_frames"
    ids: FrameIds
    changes: FrameChange


class InsertFrame(Value):
    """Puts a new frame after another, or first."""

    op: Literal["insert_frame"] = "insert_frame"
    after: FrameId | None
    """None puts it first."""
    frame: FrameDraft


class RemoveFrames(Value):
    """Takes the named frames out of the script. Earlier revisions keep them."""

    op: Literal["remove_frames"] = "remove_frames"
    ids: FrameIds


class MoveFrame(Value):
    """Moves a frame behind another, or to the front. The frame itself stays as it is."""

    op: Literal["move_frame"] = "move_frame"
    id: FrameId
    after: FrameId | None
    """None moves it to the front."""


class SwapFrames(Value):
    """Exchanges the places of two frames."""

    op: Literal["swap_frames"] = "swap_frames"
    first: FrameId
    second: FrameId


class GradeFrames(Value):
    """Changes the grade of the named frames; costs no diffusion."""

    op: Literal["grade_frames"] = "grade_frames"
    ids: FrameIds
    change: GradeChange


class SetStyle(Value):
    """Changes the style of the whole script."""

    op: Literal["set_style"] = "set_style"
    style: Annotated[Line, StringConstraints(max_length=240)]
    """Empty clears it."""


class SetCharacter(Value):
    """Adds a character, or changes its look."""

    op: Literal["set_character"] = "set_character"
    name: Name
    look: Sentence


class LockFrames(Value):
    """Protects the named frames from every other operation."""

    op: Literal["lock_frames"] = "lock_frames"
    ids: FrameIds


class UnlockFrames(Value):
    """Takes the protection away."""

    op: Literal["unlock_frames"] = "unlock_frames"
    ids: FrameIds


class RewriteScript(Value):
    """Starts over with another script. Earlier revisions stay."""

    op: Literal["rewrite_script"] = "rewrite_script"
    draft: ScriptDraft


Edit = Annotated[
    UpdateFrames
    | InsertFrame
    | RemoveFrames
    | MoveFrame
    | SwapFrames
    | GradeFrames
    | SetStyle
    | SetCharacter
    | LockFrames
    | UnlockFrames
    | RewriteScript,
    Field(discriminator="op"),
]


class Undo(Value):
    """Goes one change back."""

    op: Literal["undo"] = "undo"


class Redo(Value):
    """Takes the last undo back."""

    op: Literal["redo"] = "redo"


class EditBatch(Value):
    """Edits that become one revision, all or none."""

    base: Annotated[int, Field(ge=1)]
    """The revision number that they were written for; another current one refuses them."""
    edits: Annotated[tuple[Edit, ...], Field(min_length=1, max_length=FRAMES_LIMIT)]
