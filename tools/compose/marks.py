"""Small signs on pictures: the camera's arrows and the padlock."""

from __future__ import annotations

import math

from PIL import Image, ImageDraw

from schemas.script import Camera

_Point = tuple[float, float]
Colour = tuple[int, int, int]

_ARROWS: dict[Camera, tuple[tuple[_Point, _Point], ...]] = {
    "static": (),
    "pan left": (((1.0, 0.5), (0.0, 0.5)),),
    "pan right": (((0.0, 0.5), (1.0, 0.5)),),
    "tilt up": (((0.5, 1.0), (0.5, 0.0)),),
    "tilt down": (((0.5, 0.0), (0.5, 1.0)),),
    "zoom in": tuple(
        ((x, y), (0.5 + (x - 0.5) * 0.24, 0.5 + (y - 0.5) * 0.24))
        for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))
    ),
    "zoom out": tuple(
        ((0.5 + (x - 0.5) * 0.24, 0.5 + (y - 0.5) * 0.24), (x, y))
        for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))
    ),
}
"""Arrows of each movement, from tail to tip, in a square of side 1 with y going down."""

_FINER = 4
"""Marks are drawn so many times larger and then reduced, which smooths their edges."""


def camera_mark(camera: Camera, side: int) -> Image.Image:
    """The arrows of a camera movement.

    Returns:
        A mask (mode L, 0 to 255) of `side` x `side` pixels; empty for "static".
    """
    large = side * _FINER
    mask = Image.new("L", (large, large))
    draw = ImageDraw.Draw(mask)
    margin = large * 0.12
    for tail, tip in _ARROWS[camera]:
        ends = [
            (margin + x * (large - 2 * margin), margin + y * (large - 2 * margin))
            for x, y in (tail, tip)
        ]
        _arrow(draw, ends[0], ends[1], large * (0.09 if len(_ARROWS[camera]) == 1 else 0.07))
    return mask.resize((side, side), Image.Resampling.LANCZOS)


def lock_mark(side: int) -> Image.Image:
    """A closed padlock: a mask (mode L, 0 to 255) of `side` x `side` pixels."""
    large = side * _FINER
    mask = Image.new("L", (large, large))
    draw = ImageDraw.Draw(mask)
    bow = round(large * 0.1)
    draw.rounded_rectangle(_scaled(large, 0.18, 0.44, 0.82, 0.94), radius=large * 0.08, fill=255)
    draw.arc(_scaled(large, 0.29, 0.08, 0.71, 0.6), 180, 360, fill=255, width=bow)
    draw.rectangle(_scaled(large, 0.29, 0.33, 0.39, 0.5), fill=255)
    draw.rectangle(_scaled(large, 0.61, 0.33, 0.71, 0.5), fill=255)
    draw.ellipse(_scaled(large, 0.44, 0.6, 0.56, 0.72), fill=0)
    return mask.resize((side, side), Image.Resampling.LANCZOS)


def _scaled(large: int, *shares: float) -> list[float]:
    return [large * share for share in shares]


def _arrow(draw: ImageDraw.ImageDraw, tail: _Point, tip: _Point, width: float) -> None:
    length = math.dist(tail, tip)
    along = ((tip[0] - tail[0]) / length, (tip[1] - tail[1]) / length)
    head = min(width * 3.2, length * 0.75)
    neck = (tip[0] - along[0] * head, tip[1] - along[1] * head)
    draw.line([tail, (neck[0] + along[0], neck[1] + along[1])], fill=255, width=round(width))
    half = head * 0.62
    draw.polygon(
        [
            tip,
            (neck[0] - along[1] * half, neck[1] + along[0] * half),
            (neck[0] + along[1] * half, neck[1] - along[0] * half),
        ],
        fill=255,
    )
