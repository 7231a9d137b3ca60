"""What is said to the user about an edit, in words and measured numbers."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.revisions import ScriptDiff
from schemas.script import FrameId, FrameScript
from schemas.takes import Facts

_NOTICEABLE = 2.0
"""Difference of mean luma (of 255) below which a picture is called as bright as before."""


def locked_notice(locked: Sequence[FrameId], script: FrameScript) -> str:
    """Why frames were left alone, or nothing."""
    if not locked:
        return ""
    names = _frames([script.index_of(frame) for frame in locked])
    verb = "is" if len(locked) == 1 else "are"
    pronoun = "it" if len(locked) == 1 else "them"
    return f"{names} {verb} locked and {verb} left alone; unlock {pronoun} to change {pronoun}."


def brightness_notice(facts: Sequence[Facts], script: FrameScript) -> str:
    """How bright the changed frames are now, or nothing where no brightness moved."""
    parts = [
        f"frame {script.index_of(fact.frame)}: mean luma {fact.luma_before:.0f} -> "
        f"{fact.luma_after:.0f}"
        for fact in facts
        if fact.luma_before is not None
        and fact.luma_after is not None
        and abs(fact.luma_after - fact.luma_before) >= _NOTICEABLE
    ]
    return f"Measured: {'; '.join(parts)}." if parts else ""


def affected(diff: ScriptDiff) -> tuple[FrameId, ...]:
    """Every frame that an edit added, removed, changed or moved, each once."""
    return tuple(dict.fromkeys((*diff.changed, *diff.added, *diff.removed, *diff.moved)))


def _frames(indexes: Sequence[int]) -> str:
    if len(indexes) == 1:
        return f"Frame {indexes[0]}"
    return f"Frames {', '.join(str(index) for index in indexes[:-1])} and {indexes[-1]}"
