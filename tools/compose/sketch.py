"""The sketch: what a frame will look like, drawn at once from its fields, without diffusion.

A colour wash says time, weather and light; labelled shapes stand at their places; arrows show the
camera. It stands in a panel until the still exists.
"""

from __future__ import annotations

import colorsys
import zlib
from collections.abc import Iterator

from PIL import Image, ImageDraw

from schemas.script import Frame, Position, Scale, SceneObject, TimeOfDay
from tools.compose.lettering import shortened, typeface
from tools.compose.marks import Colour, camera_mark
from tools.compose.wash import paint_wash, paint_weather

_INK: Colour = (38, 36, 44)
_PAPER: Colour = (250, 247, 240)

_ACROSS: dict[Position, float] = {"left": 0.22, "center": 0.5, "right": 0.78}
_TALL: dict[Scale, float] = {"far": 0.24, "medium": 0.44, "close-up": 0.72}
_FOOT: dict[Scale, float] = {"far": 0.74, "medium": 0.86, "close-up": 1.06}
_SHADE: dict[TimeOfDay, float] = {"dawn": 0.92, "day": 1.0, "dusk": 0.84, "night": 0.66}
_FINER = 2
"""Drawn so many times larger and then reduced, which smooths the edges."""


def sketch(frame: Frame, size: tuple[int, int]) -> Image.Image:
    """The sketch of `frame`, RGB of `size` (width, height). Equal frames give equal pixels."""
    width, height = size[0] * _FINER, size[1] * _FINER
    picture = paint_wash(frame, width, height)
    placed = list(_places(frame.objects))
    for thing, across in placed:
        _draw_thing(picture, thing, across * width, _SHADE[frame.time_of_day])
    paint_weather(picture, frame)
    for thing, across in placed:
        words = ", ".join((thing.name, *thing.attributes))
        _draw_label(picture, words, across * width, min(_FOOT[thing.scale], 0.95) * height)
    _draw_label(picture, frame.background, width / 2, 0.11 * height)
    _draw_camera(picture, frame)
    return picture.resize(size, Image.Resampling.LANCZOS)


def _places(objects: tuple[SceneObject, ...]) -> Iterator[tuple[SceneObject, float]]:
    """Each thing, the farthest first, and its middle as a share of the width."""
    for scale in ("far", "medium", "close-up"):
        for place, thing in enumerate(objects):
            if thing.scale == scale:
                beside = [i for i, each in enumerate(objects) if each.position == thing.position]
                step = beside.index(place) - (len(beside) - 1) / 2
                yield thing, min(max(_ACROSS[thing.position] + 0.18 * step, 0.1), 0.9)


def _draw_thing(picture: Image.Image, thing: SceneObject, middle: float, light: float) -> None:
    """A cut-out with a round top, in the colour that its name always has, and its shadow."""
    height = picture.height
    tall, foot = _TALL[thing.scale] * height, _FOOT[thing.scale] * height
    half = 0.34 * tall
    hue = zlib.crc32(thing.name.casefold().encode()) % 360 / 360
    red, green, blue = (round(255 * light * part) for part in colorsys.hsv_to_rgb(hue, 0.42, 0.94))
    draw = ImageDraw.Draw(picture, "RGBA")
    shadow = (middle - 1.15 * half, foot - 0.06 * tall, middle + 1.15 * half, foot + 0.06 * tall)
    draw.ellipse(shadow, fill=(*_INK, 70))
    draw.rounded_rectangle(
        (middle - half, foot - tall, middle + half, foot),
        radius=0.92 * half,
        corners=(True, True, False, False),
        fill=(red, green, blue, 255),
        outline=(*_INK, 255),
        width=max(2, height // 150),
    )


def _draw_label(picture: Image.Image, words: str, middle: float, base: float) -> None:
    """`words` on a slip of paper, its lower edge at `base`, kept inside the picture."""
    size = max(10, round(0.046 * picture.height))
    font = typeface("regular", size)
    text = shortened(words, font, 0.6 * picture.width)
    pad = 0.4 * size
    half = font.getlength(text) / 2 + pad
    middle = min(max(middle, half + pad), picture.width - half - pad)
    draw = ImageDraw.Draw(picture, "RGBA")
    box = (middle - half, base - size - pad, middle + half, base)
    draw.rounded_rectangle(box, radius=0.35 * size, fill=(*_PAPER, 226))
    draw.text((middle, base - 0.62 * size), text, font=font, fill=_INK, anchor="mm")


def _draw_camera(picture: Image.Image, frame: Frame) -> None:
    """The camera's arrows, light with a dark rim so that they show on every wash."""
    side = round(0.27 * min(picture.size))
    mark = camera_mark(frame.camera, side)
    place = ((picture.width - side) // 2, round(0.15 * picture.height))
    rim = max(2, side // 60)
    for across in (-rim, 0, rim):
        for down in (-rim, 0, rim):
            picture.paste(_INK, (place[0] + across, place[1] + down), mark)
    picture.paste(_PAPER, place, mark)
