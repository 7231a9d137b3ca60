"""What an edit may not touch: frames that do not exist, locked ones, and those nobody named."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.errors import LockedFrame, OutOfScope, ScriptError
from schemas.revisions import Scope
from schemas.script import FrameId, FrameScript


def require_frames(script: FrameScript, ids: Iterable[FrameId]) -> None:
    """Refuses ids that the script does not have.

    Raises:
        ScriptError: the script has no frame of that id.
    """
    known = [frame.id for frame in script.frames]
    for frame_id in ids:
        if frame_id not in known:
            raise ScriptError(
                f"there is no frame with the id {frame_id}; the ids are {', '.join(known)}",
                hint="use the ids of the current script; a frame's id is not its number",
            )


def require_scope(script: FrameScript, ids: Iterable[FrameId], scope: Scope) -> None:
    """Refuses frames outside the scope, where the request named one.

    Raises:
        OutOfScope: the request did not name that frame.
    """
    for frame_id in ids:
        if scope.named and frame_id not in scope.ids:
            raise OutOfScope(
                f"{name_of(script, frame_id)} is not among the frames that the request names "
                f"({_listed(script, scope)}); nothing was changed",
                hint="name the frame in the request, or change only the named ones",
            )


def require_unlocked(script: FrameScript, ids: Iterable[FrameId]) -> None:
    """Refuses locked frames.

    Raises:
        LockedFrame: a frame is locked.
    """
    for frame_id in ids:
        if script.frame(frame_id).locked:
            name = name_of(script, frame_id)
            raise LockedFrame(
                f"{name} is locked; nothing was changed",
                hint=f"say `unlock {name}` first, or leave it out",
            )


def name_of(script: FrameScript, frame_id: FrameId) -> str:
    """The frame as the user calls it, by its index: `frame 5`."""
    return f"frame {script.index_of(frame_id)}"


def _listed(script: FrameScript, scope: Scope) -> str:
    indices = [i for i, frame in enumerate(script.frames, start=1) if frame.id in scope.ids]
    return ", ".join(str(index) for index in indices) or "none"
