"""Which calls an answer amounts to, so that what the words say and the model says compare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from agent.director import Answer
from agent.pocket.deciding.calls import NOTHING
from schemas.edits import Edit, FrameChange, GradeFrames, Redo, Undo, UpdateFrames
from schemas.grade import GradeChange
from schemas.script import Camera

_WHOLE: Final = {
    "insert_frame": "insert",
    "remove_frames": "delete",
    "move_frame": "move",
    "swap_frames": "swap",
    "lock_frames": "lock",
    "unlock_frames": "unlock",
    "undo": "undo",
    "redo": "redo",
    "set_style": "style",
    "set_character": "look",
    "rewrite_script": "restart",
}
_STILL: Final[Camera] = "static"


def calls_in(answer: Answer) -> tuple[str, ...]:
    """The calls, without those that differ only in where a thing stands or how large it is."""
    found = [call for command in answer.commands for call in _calls(command)]
    return tuple(dict.fromkeys(found)) or (NOTHING,)


def _calls(command: Edit | Undo | Redo) -> Iterator[str]:
    if isinstance(command, GradeFrames):
        yield from _grade_calls(command.change)
    elif isinstance(command, UpdateFrames):
        yield from _change_calls(command.changes)
    else:
        yield _WHOLE[command.op]


def _grade_calls(change: GradeChange) -> Iterator[str]:
    if change.exposure:
        yield "brighter" if change.exposure > 0 else "darker"
    if change.temperature:
        yield "warmer" if change.temperature > 0 else "colder"
    if change.contrast != 1:
        yield "contrast" if change.contrast > 1 else "softer"
    if change.saturation == 0:
        yield "grey"
    elif change.saturation != 1:
        yield "colourful" if change.saturation > 1 else "muted"


def _change_calls(change: FrameChange) -> Iterator[str]:
    for value in (change.time_of_day, change.weather):
        if value is not None:
            yield value
    if change.lighting is not None:
        yield f"{change.lighting} light"
    if change.camera is not None:
        yield "still" if change.camera == _STILL else change.camera
    if change.hold is not None:
        yield "seconds"
    if change.variation is not None:
        yield "again"
    if change.action is not None and change.objects is None:
        yield "tell"
    elif change.objects is not None:
        yield "replace"
    elif change.background is not None:
        yield "place"
    if change.add_objects and change.action is None:
        yield "add"
    if change.remove_objects:
        yield "remove"
