"""Locked frames stay as they are; the rest of what was asked is still done."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.edits import Edit, GradeFrames, RemoveFrames, UpdateFrames
from schemas.script import FrameId, FrameScript


def without_locked(
    edits: Sequence[Edit], script: FrameScript
) -> tuple[tuple[Edit, ...], tuple[FrameId, ...]]:
    """Takes the locked frames out of edits that name several frames.

    "Make frames 2-4 darker" with frame 3 locked is meant for 2 and 4. Operations that cannot do
    with fewer frames (move, swap) are left as they are; applying them refuses the locked frame.

    Returns:
        The edits that are left, and the locked frames that they named, in script order.
    """
    locked = {frame.id for frame in script.frames if frame.locked}
    left: list[Edit] = []
    spared: set[FrameId] = set()
    for edit in edits:
        if not isinstance(edit, UpdateFrames | GradeFrames | RemoveFrames):
            left.append(edit)
            continue
        spared |= locked & set(edit.ids)
        ids = tuple(frame for frame in edit.ids if frame not in locked)
        if ids:
            left.append(edit.model_copy(update={"ids": ids}))
    return tuple(left), tuple(frame.id for frame in script.frames if frame.id in spared)
