"""Letters on pictures: the shipped typeface, and text set into lines."""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files
from typing import Literal

from PIL import ImageFont

Weight = Literal["regular", "bold"]

_FILES: dict[Weight, str] = {
    "regular": "DejaVuSansCondensed.ttf",
    "bold": "DejaVuSansCondensed-Bold.ttf",
}


@cache
def typeface(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    """The shipped typeface at `size` pixels, so that pictures are equal on every machine.

    It has Latin, Greek and Cyrillic letters; other scripts show as boxes.
    """
    content = (files("tools.compose") / "fonts" / _FILES[weight]).read_bytes()
    # The basic layout, because the other one depends on a library that not every Pillow has.
    return ImageFont.truetype(io.BytesIO(content), size, layout_engine=ImageFont.Layout.BASIC)


def set_lines(text: str, font: ImageFont.FreeTypeFont, width: float, most: int) -> tuple[str, ...]:
    """`text` broken into at most `most` lines, none wider than `width` pixels.

    Lines break at spaces; a word that is wider than a line breaks where the line ends. If lines
    are left over, the last one ends with an ellipsis.
    """
    lines: list[str] = []
    rest = text.strip()
    while rest and len(lines) < most:
        line = _fitting(rest, font, width)
        rest = rest[len(line) :].lstrip()
        lines.append(line.rstrip())
    if rest and lines:
        lines[-1] = shortened(f"{lines[-1]} {rest}", font, width)
    return tuple(lines)


def shortened(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """`text`, or as much of its beginning as fits into `width` pixels with an ellipsis after it."""
    if font.getlength(text) <= width:
        return text
    kept = text[: _longest(text, font, width - font.getlength("…"))]
    whole, gap, cut = kept.rpartition(" ")
    return (whole if gap and len(cut) < len(whole) else kept).rstrip() + "…"


def _fitting(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """The beginning of `text` that makes one line; never empty."""
    length = _longest(text, font, width)
    if length == len(text) or text[length] == " ":
        return text[:length]
    gap = text.rfind(" ", 0, length)
    return text[: gap if gap > 0 else max(length, 1)]


def _longest(text: str, font: ImageFont.FreeTypeFont, width: float) -> int:
    """How many characters of `text`, from its beginning, fit into `width` pixels."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if font.getlength(text[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return low
