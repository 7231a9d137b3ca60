"""The animatic: each frame held for its time, with its camera movement performed on the still.

Inside a shot, neighbouring frames cross-fade; between shots the picture cuts. A cross-fade lies
half in the hold of the earlier frame and half in that of the later one, so fades never change how
long a clip is: it has exactly the sum of the frames' holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from schemas.script import Camera, Frame, FrameId, FrameScript
from tools.compose.canvas import canvas_size, open_still
from tools.compose.motion import seen_through, window_at
from tools.compose.pixels import Rgb, rgb_of

ANIMATIC_FPS = 24
"""Clip frames per second."""

CROSSFADE_SECONDS = 0.25
"""Length of a cross-fade, unless that were more than half of one of the two holds."""


def held_frames(frame: Frame) -> int:
    """How many clip frames belong to `frame`: its hold in 24ths of a second, rounded."""
    return round(frame.hold * ANIMATIC_FPS)


def animatic(script: FrameScript, stills: Mapping[FrameId, Path]) -> Iterator[Rgb]:
    """The frames of the animatic's clip, `ANIMATIC_FPS` a second, each of `canvas_size(script)`.

    There are `held_frames` of them for each frame of the script.

    Args:
        script: what to show.
        stills: the PNG of each frame as shown.

    Raises:
        RenderError: a frame has no still.
        ProjectDamaged: a still's file is missing or damaged.
    """
    size = canvas_size(script)
    halves = [0, *(_half_fade(a, b) for a, b in pairwise(script.frames)), 0]
    before: _Performance | None = None
    for frame, half_in, half_out in zip(script.frames, halves[:-1], halves[1:], strict=True):
        still = open_still(frame, stills)
        length = held_frames(frame) + half_in + half_out
        now = _Performance(still, frame.camera, size, length)
        if before is not None:
            yield from _crossfade(before, now, 2 * half_in)
        for position in range(2 * half_in, length - 2 * half_out):
            yield now.at(position)
        before = now


class _Performance(NamedTuple):
    """A camera movement on a still, over all the clip frames that show some of it."""

    still: Image.Image
    camera: Camera
    size: tuple[int, int]
    length: int

    def at(self, position: int) -> Rgb:
        """The picture at clip frame `position` of `length`."""
        window = window_at(self.camera, position / max(self.length - 1, 1))
        return rgb_of(seen_through(self.still, window, self.size))


def _half_fade(earlier: Frame, later: Frame) -> int:
    """Clip frames that the cross-fade between two neighbours takes from the hold of each."""
    if earlier.shot != later.shot:
        return 0
    wanted = round(CROSSFADE_SECONDS * ANIMATIC_FPS / 2)
    return min(wanted, held_frames(earlier) // 4, held_frames(later) // 4)


def _crossfade(before: _Performance, now: _Performance, length: int) -> Iterator[Rgb]:
    for position in range(length):
        old = before.at(before.length - length + position).astype(np.float32)
        new = now.at(position).astype(np.float32)
        share = (position + 0.5) / length
        yield np.rint(old + share * (new - old)).astype(np.uint8)
