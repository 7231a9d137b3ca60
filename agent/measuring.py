"""Facts about the pictures, for edits that promise something about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from agent.strengthening import LumaUnder
from agent.studio import Studio, keys_of
from schemas.grade import Grade
from schemas.script import FrameId, FrameScript
from schemas.takes import Facts
from tools.compose.grade import apply_grade
from tools.compose.measure import mean_luma, measure_facts
from tools.compose.pixels import read_png


def luma_under(studio: Studio, script: FrameScript) -> LumaUnder:
    """A function that tells the mean luma of a frame's still under any grade."""
    keys = keys_of(studio.plan(script))
    stills = studio.stills

    def measured(frame: FrameId, grade: Grade) -> float | None:
        key = keys[frame]
        if not stills.has(key):
            return None
        return mean_luma(apply_grade(read_png(stills.path(key)), grade))

    return measured


def facts_of(
    frames: Iterable[FrameId], before: Mapping[FrameId, Path], after: Mapping[FrameId, Path]
) -> tuple[Facts, ...]:
    """What an edit did to the stills of `frames`, as shown before and after it."""
    return tuple(measure_facts(frame, _png(before, frame), _png(after, frame)) for frame in frames)


def _png(shown: Mapping[FrameId, Path], frame: FrameId) -> bytes | None:
    return shown[frame].read_bytes() if frame in shown else None
