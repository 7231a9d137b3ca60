"""Contact sheets of one script drawn in several ways."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

_SIDE, _HEAD, _MARGIN = 128, 18, 130
"""Pixels of a still, of the line above, and of the column for labels."""


def save_sheet(rows: Mapping[str, NDArray[np.uint8]], title: str, path: Path) -> None:
    """A row of small stills for each way of drawing, with its name, as a PNG of 256 colours.

    Args:
        rows: by label, [frames, height, width, 3].
        title: stands above them.
        path: of the file; its folder is made.
    """
    frames = max(len(stills) for stills in rows.values())
    sheet = Image.new("RGB", (_MARGIN + frames * _SIDE, _HEAD + len(rows) * _SIDE), "white")
    pen = ImageDraw.Draw(sheet)
    pen.text((4, 3), title, fill="black")
    for row, (label, stills) in enumerate(rows.items()):
        top = _HEAD + row * _SIDE
        pen.text((4, top + _SIDE // 2), label, fill="black")
        for column, still in enumerate(stills):
            small = Image.fromarray(still).resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
            sheet.paste(small, (_MARGIN + column * _SIDE, top))
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
