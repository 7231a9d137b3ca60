"""From pixels to terminal cells: every cell shows two pixels, one above the other."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

Pixels = npt.NDArray[np.uint8]
"""RGB pictures, 0 to 255; the last axes are (height, width, 3) and height is even."""

Packed = npt.NDArray[np.int64]
"""One row of cells: (upper pixel << 24 | lower pixel), each 0xRRGGBB; shape (columns,)."""

_UPPER_HALF = "▀"


def cell_rows(picture: Pixels) -> list[Packed]:
    """The rows of cells that show `picture`.

    Args:
        picture: uint8, shape (2 * rows, columns, 3).

    Returns:
        `rows` arrays of shape (columns,).
    """
    colours = picture.astype(np.int64) @ np.array([1 << 16, 1 << 8, 1], dtype=np.int64)
    return list((colours[0::2] << 24) | colours[1::2])


def row_strip(row: Packed) -> Strip:
    """One row of cells as a strip, equal neighbours joined: few segments, few bytes to write."""
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    lengths = np.diff(starts, append=len(row))
    segments = [
        _run(cell, length)
        for cell, length in zip(row[starts].tolist(), lengths.tolist(), strict=True)
    ]
    return Strip(segments, len(row))


def picture_strips(picture: Pixels) -> list[Strip]:
    """The strips that show `picture`, from the top; shape as in `cell_rows`."""
    return [row_strip(row) for row in cell_rows(picture)]


@lru_cache(maxsize=16384)
def _run(cell: int, length: int) -> Segment:
    upper, lower = cell >> 24, cell & 0xFFFFFF
    if upper == lower:
        return Segment(" " * length, _style(None, lower))
    return Segment(_UPPER_HALF * length, _style(upper, lower))


@lru_cache(maxsize=16384)
def _style(upper: int | None, lower: int) -> Style:
    return Style.from_color(None if upper is None else _colour(upper), _colour(lower))


def _colour(packed: int) -> Color:
    return Color.from_rgb(packed >> 16, packed >> 8 & 0xFF, packed & 0xFF)
