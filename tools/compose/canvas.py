"""The size of the clip's picture, and the stills that come onto it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from schemas.errors import RenderError
from schemas.script import Frame, FrameId, FrameScript
from tools.compose.pixels import read_png

SHORT_SIDE = 512
"""Least pixels of the clip's short side: players show smaller ones blurred or as a stamp."""

LONG_SIDE = 4096
"""Most pixels of the clip's long side, unless the stills are longer: what H.264 decoders take."""


def canvas_size(script: FrameScript) -> tuple[int, int]:
    """Width and height of the clip in pixels.

    The script's size times a whole number, so that its short side is at least `SHORT_SIDE` where
    its long side allows that; rounded up to even numbers, which 4:2:0 video needs.
    """
    short, long = sorted((script.width, script.height))
    factor = max(1, min(-(-SHORT_SIDE // short), LONG_SIDE // long))
    return _even(script.width * factor), _even(script.height * factor)


def _even(pixels: int) -> int:
    return pixels + pixels % 2


def open_still(frame: Frame, stills: Mapping[FrameId, Path]) -> Image.Image:
    """The still of a frame.

    Raises:
        RenderError: the frame has no still.
        ProjectDamaged: the still's file is missing or damaged.
    """
    if frame.id not in stills:
        raise RenderError(
            f"frame {frame.id} has no still yet",
            hint="run `storyreel render` on the project; it renders what is missing",
        )
    return Image.fromarray(read_png(stills[frame.id]))
