"""The flipbook: every frame once, one after the other, at the script's frames per second.

The clip of a text-to-video paper: holds and camera movements are not performed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from schemas.script import FrameId, FrameScript
from tools.compose.canvas import canvas_size, open_still
from tools.compose.motion import seen_through, window_at
from tools.compose.pixels import Rgb, rgb_of


def flipbook(script: FrameScript, stills: Mapping[FrameId, Path]) -> Iterator[Rgb]:
    """The frames of the flipbook's clip, `script.fps` a second, each of `canvas_size(script)`.

    Args:
        script: what to show.
        stills: the PNG of each frame as shown.

    Raises:
        RenderError: a frame has no still.
        ProjectDamaged: a still's file is missing or damaged.
    """
    size, whole = canvas_size(script), window_at("static", 0.0)
    for frame in script.frames:
        yield rgb_of(seen_through(open_still(frame, stills), whole, size))
