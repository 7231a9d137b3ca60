"""Grades that keep their promise: "darker" must come out darker, in numbers.

A stop less exposure hardly moves a still that is black already, or whose light was clipped. Grading
costs no diffusion, so the outcome is measured before the edit is committed, and the exposure is
raised or lowered until the mean luma has moved far enough.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from schemas.edits import Edit, GradeFrames
from schemas.grade import EXPOSURE_LIMIT, Grade, GradeChange
from schemas.script import FrameId, FrameScript

MIN_SHIFT = 0.12
"""Least relative change of mean luma that a viewer takes for a change of light."""

_STOP = 0.25

LumaUnder = Callable[[FrameId, Grade], float | None]
"""Mean luma (0 to 255) that a frame's still has under a grade; None where there is no still."""


def strengthened(
    edits: Sequence[Edit], script: FrameScript, luma_under: LumaUnder
) -> tuple[Edit, ...]:
    """The same edits, with the exposure of grades raised or lowered until it shows.

    Frames that need different exposures get edits of their own.
    """
    stronger: list[Edit] = []
    for edit in edits:
        if not isinstance(edit, GradeFrames) or edit.change.exposure == 0.0:
            stronger.append(edit)
            continue
        changes = [
            (frame, _strong_enough(frame, edit.change, script, luma_under)) for frame in edit.ids
        ]
        for change, group in groupby(changes, key=lambda pair: pair[1]):
            stronger.append(GradeFrames(ids=tuple(frame for frame, _ in group), change=change))
    return tuple(stronger)


def _strong_enough(
    frame: FrameId, change: GradeChange, script: FrameScript, luma_under: LumaUnder
) -> GradeChange:
    if all(frame != known.id for known in script.frames):
        return change
    grade = script.frame(frame).grade
    before = luma_under(frame, grade)
    if before is None:
        return change
    sign = 1 if change.exposure > 0 else -1
    exposure = change.exposure
    while abs(exposure) < EXPOSURE_LIMIT:
        after = luma_under(frame, change.applied_to(grade))
        if after is None or sign * (after - before) >= MIN_SHIFT * before:
            break
        exposure = sign * min(abs(exposure) + _STOP, EXPOSURE_LIMIT)
        change = change.model_copy(update={"exposure": exposure})
    return change
