"""What is said to the user about an edit, in words and measured numbers."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.script import FrameId, FrameScript
from schemas.takes import Facts
from tools.script.proof import diff_scripts

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


def fact_line(facts: Facts, script: FrameScript) -> str:
    """Everything that was measured on a frame's still, for a model to read."""
    parts = [
        f"{name} {_number(before)} -> {_number(after)}"
        for name, before, after in (
            ("mean luma (0-255)", facts.luma_before, facts.luma_after),
            ("mean saturation (0-1)", facts.saturation_before, facts.saturation_after),
            ("mean red minus blue (-255..255)", facts.warmth_before, facts.warmth_after),
        )
    ]
    if facts.pixels_changed is not None:
        parts.append(f"{facts.pixels_changed:.0%} of the pixels changed")
    return f"frame {script.index_of(facts.frame)}: {', '.join(parts)}"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.4g}"


def spared_reply(changed: Sequence[FrameId], script: FrameScript, notice: str) -> str:
    """The reply to a request of which locked frames were spared."""
    indexes = [index for index, frame in enumerate(script.frames, start=1) if frame.id in changed]
    return f"{_frames(indexes)} changed. {notice}" if indexes else notice


def affected(old: FrameScript, new: FrameScript) -> tuple[FrameId, ...]:
    """Every frame that was added, removed, changed or moved, in the order of the old script."""
    diff = diff_scripts(old, new)
    hit = {*diff.changed, *diff.added, *diff.removed, *diff.moved}
    frames = (*old.frames, *new.frames)
    return tuple(dict.fromkeys(frame.id for frame in frames if frame.id in hit))


def _frames(indexes: Sequence[int]) -> str:
    if len(indexes) == 1:
        return f"Frame {indexes[0]}"
    return f"Frames {', '.join(str(index) for index in indexes[:-1])} and {indexes[-1]}"
