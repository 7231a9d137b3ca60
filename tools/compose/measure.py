"""Measured facts about a still: how bright, how colourful, how much of it an edit changed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from schemas.script import FrameId
from schemas.takes import Facts
from tools.compose.pixels import Rgb, decode_png

LUMA = np.array([0.2126, 0.7152, 0.0722])
"""Weights of red, green and blue in luma (ITU-R BT.709, section 3.2). They sum to one."""

CHANGED_ABOVE = 8
"""A pixel has changed if a channel moved by more than this, of 255: less is hard to see."""


def luma(rgb: NDArray[np.generic]) -> NDArray[np.float64]:
    """Luma of each pixel, [height, width] from [height, width, 3].

    Rec. 709 luma: the weighted sum of the *encoded* (not linear) values, in their own range. It
    follows what an eye calls brightness better than linear luminance does.
    """
    return rgb @ LUMA


def mean_luma(rgb: Rgb) -> float:
    """Mean luma of a picture, 0 (black) to 255 (white)."""
    return float(luma(rgb).mean())


def mean_saturation(rgb: Rgb) -> float:
    """Mean saturation of a picture as in HSV (Smith 1978), 0 (grey) to 1."""
    high = rgb.max(axis=2).astype(np.float64)
    low = rgb.min(axis=2).astype(np.float64)
    return float(np.mean((high - low) / np.maximum(high, 1.0)))


def mean_warmth(rgb: Rgb) -> float:
    """Mean of red minus blue, -255 (coldest) to 255 (warmest)."""
    return float(rgb[..., 0].mean() - rgb[..., 2].mean())


def share_changed(before: Rgb, after: Rgb) -> float:
    """Share of pixels that changed visibly, 0 to 1; pictures of different sizes share none."""
    if before.shape != after.shape:
        return 1.0
    moved = np.abs(before.astype(np.int16) - after.astype(np.int16)).max(axis=2)
    return float(np.mean(moved > CHANGED_ABOVE))


def measure_facts(frame_id: FrameId, before: bytes | None, after: bytes | None) -> Facts:
    """What an edit did to a frame's still.

    Args:
        frame_id: the frame.
        before: PNG of the still as shown before the edit; None where there was none.
        after: PNG of the still as shown after it; None where there is none.

    Raises:
        ProjectDamaged: one of them is not a sound PNG file.
    """
    old = None if before is None else decode_png(before, f"still of {frame_id} before the edit")
    new = None if after is None else decode_png(after, f"still of {frame_id} after the edit")
    return Facts(
        frame=frame_id,
        luma_before=None if old is None else mean_luma(old),
        luma_after=None if new is None else mean_luma(new),
        saturation_before=None if old is None else mean_saturation(old),
        saturation_after=None if new is None else mean_saturation(new),
        warmth_before=None if old is None else mean_warmth(old),
        warmth_after=None if new is None else mean_warmth(new),
        pixels_changed=None if old is None or new is None else share_changed(old, new),
    )
