"""Edits of frames: fields, grade and lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from schemas.edits import FrameChange
from schemas.errors import ScriptError
from schemas.grade import Grade, GradeChange
from schemas.script import Frame, FrameId, FrameScript, SceneObject

M = TypeVar("M", bound=BaseModel)

_SET = (
    "action",
    "objects",
    "background",
    "time_of_day",
    "weather",
    "lighting",
    "camera",
    "negative",
    "hold",
    "variation",
)


def with_fields(value: M, **fields: object) -> M:
    """A copy of `value` with other fields, validated.

    Raises:
        ScriptError: the copy breaks a rule of its type.
    """
    kept = {name: getattr(value, name) for name in type(value).model_fields}
    try:
        return type(value).model_validate({**kept, **fields})
    except ValidationError as error:
        reason = error.errors()[0]["msg"]
        raise ScriptError(
            f"the edit does not fit the script: {reason}", hint="change the edit to fit"
        ) from error


def change_each(
    script: FrameScript, ids: tuple[FrameId, ...], change: Callable[[Frame], Frame]
) -> FrameScript:
    """The script with `change` applied to the frames of these ids, the others as they are."""
    frames = tuple(change(frame) if frame.id in ids else frame for frame in script.frames)
    return with_fields(script, frames=frames)


def changed(frame: Frame, change: FrameChange) -> Frame:
    """`frame` with the change: first it is cleared, then set, then objects come and go.

    Raises:
        ScriptError: there would be more than six objects.
    """
    fields: dict[str, object] = {name: _empty(name) for name in change.clear}
    for name in _SET:
        value = getattr(change, name)
        if value is not None:
            fields[name] = value
    cleared = with_fields(frame, **fields)
    objects = _with_objects(cleared, change)
    return cleared if objects == cleared.objects else with_fields(cleared, objects=objects)


def require_removable(script: FrameScript, ids: tuple[FrameId, ...], change: FrameChange) -> None:
    """Refuses to remove an object that none of the frames has.

    Raises:
        ScriptError: naming the object and what there is.
    """
    things = [thing for frame_id in ids for thing in script.frame(frame_id).objects]
    present = {thing.name.casefold() for thing in things}
    for name in change.remove_objects:
        if name.casefold() not in present:
            there = ", ".join(dict.fromkeys(thing.name for thing in things)) or "nothing"
            where = "frame" if len(ids) == 1 else "frames"
            listed = ", ".join(str(script.index_of(frame_id)) for frame_id in ids)
            raise ScriptError(
                f"there is no {name!r} to remove in {where} {listed}, only {there}",
                hint="name something that is in the frame, or another frame",
            )


def graded(frame: Frame, change: GradeChange) -> Frame:
    """`frame` with the change added to its grade."""
    return with_fields(frame, grade=change.applied_to(frame.grade))


def _empty(name: str) -> object:
    return {"objects": (), "negative": "", "grade": Grade()}[name]


def _with_objects(frame: Frame, change: FrameChange) -> tuple[SceneObject, ...]:
    removed = {name.casefold() for name in change.remove_objects}
    objects = [thing for thing in frame.objects if thing.name.casefold() not in removed]
    for thing in change.add_objects:
        names = [other.name.casefold() for other in objects]
        if thing.name.casefold() in names:
            objects[names.index(thing.name.casefold())] = thing
        else:
            objects.append(thing)
    if len(objects) > 6:
        raise ScriptError(
            f"frame {frame.id} would have {len(objects)} objects; six is the most",
            hint="remove one first",
        )
    return tuple(objects)
