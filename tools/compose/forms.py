"""The two forms of a clip: which frames it has, how many, and how fast they go by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from schemas.script import FrameId, FrameScript
from schemas.takes import ClipForm
from tools.compose.animatic import ANIMATIC_FPS, animatic, held_frames
from tools.compose.flipbook import flipbook
from tools.compose.pixels import Rgb


def clip_fps(script: FrameScript, form: ClipForm) -> int:
    """Frames per second of the clip."""
    match form:
        case "animatic":
            return ANIMATIC_FPS
        case "flipbook":
            return script.fps


def clip_frame_count(script: FrameScript, form: ClipForm) -> int:
    """Frames in the clip, from holds and fps alone; the encoder is held to it."""
    match form:
        case "animatic":
            return sum(held_frames(frame) for frame in script.frames)
        case "flipbook":
            return len(script.frames)


def clip_frames(
    script: FrameScript, form: ClipForm, stills: Mapping[FrameId, Path]
) -> Iterator[Rgb]:
    """The clip's frames, made one at a time.

    Raises:
        RenderError: a frame has no still.
        ProjectDamaged: a still's file is missing or damaged.
    """
    match form:
        case "animatic":
            return animatic(script, stills)
        case "flipbook":
            return flipbook(script, stills)
