"""SVG primitives and rasterising for the procedural backgrounds. Canvas: 256 x 256 units."""

# Geometry reads best as plain numbers.
# ruff: noqa: PLR0913, PLR0917

import io
import math
from collections.abc import Sequence
from random import Random

import numpy as np
import resvg_py
from numpy.typing import NDArray
from PIL import Image

SIDE = 256


def raster(body: str, size: int = SIDE) -> NDArray[np.float32]:
    """Rasterise SVG elements on a transparent canvas of 256 x 256 units.

    Args:
        body: SVG elements, without the outer ``<svg>``.
        size: Side of the result in pixels.

    Returns:
        ``(size, size, 4)`` float32 in 0..1, colour premultiplied by alpha.
    """
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">{body}</svg>'
    return raster_document(text, size)


def raster_document(text: str, size: int) -> NDArray[np.float32]:
    """Rasterise a whole SVG document to a premultiplied ``(h, w, 4)`` float32 array in 0..1."""
    png = bytes(resvg_py.svg_to_bytes(svg_string=text, width=size, height=size))
    image = np.array(Image.open(io.BytesIO(png)).convert("RGBA"), np.float32)
    image /= 255
    image[..., :3] *= image[..., 3:]
    return image


def rect(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:
    """Return a rectangle element."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill="{fill}" {more}/>'
    )


def ellipse(x: float, y: float, rx: float, ry: float, fill: str, more: str = "") -> str:
    """Return an ellipse element."""
    return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="{fill}" {more}/>'


def polygon(points: Sequence[tuple[float, float]], fill: str, more: str = "") -> str:
    """Return a closed polygon element."""
    text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon points="{text}" fill="{fill}" {more}/>'


def hills(random: Random, y: float, swing: float, fill: str, wavelength: float = 160) -> str:
    """Return a rolling ground that fills everything below a wavy line at height ``y``."""
    phase = random.uniform(0, 6.3)
    line = [
        (x, y + swing * math.sin(x / wavelength * 6.283 + phase)) for x in range(-8, SIDE + 9, 8)
    ]
    return polygon([*line, (SIDE + 8, SIDE), (-8, SIDE)], fill)


def peaks(random: Random, y: float, height: float, fill: str, snow: str | None = None) -> str:
    """Return a row of pointed mountains that stand on ``y``, with snow caps when given a colour."""
    parts: list[str] = []
    x = -40 - random.uniform(0, 30)
    while x < SIDE + 20:
        width = random.uniform(90, 130)
        top = y - height * random.uniform(0.65, 1.0)
        middle = x + width / 2
        parts.append(polygon([(x, y), (middle, top), (x + width, y)], fill))
        if snow:
            cap = (y - top) * 0.32
            side = width / 2 * 0.32
            parts.append(
                polygon(
                    [
                        (middle, top),
                        (middle + side, top + cap),
                        (middle + side * 0.3, top + cap * 0.7),
                        (middle - side * 0.2, top + cap * 1.05),
                        (middle - side, top + cap),
                    ],
                    snow,
                )
            )
        x += width * 0.62
    return "".join(parts)


def round_tree(x: float, y: float, height: float, crown: str, trunk: str) -> str:
    """Return a broad-leaved tree with its foot at ``(x, y)``."""
    r = height * 0.3
    return (
        rect(x - height * 0.05, y - height * 0.5, height * 0.1, height * 0.5, trunk)
        + ellipse(x, y - height * 0.68, r, r * 1.08, crown)
        + ellipse(x - r * 0.6, y - height * 0.55, r * 0.7, r * 0.65, crown)
        + ellipse(x + r * 0.6, y - height * 0.55, r * 0.7, r * 0.65, crown)
    )


def fir(x: float, y: float, height: float, green: str, trunk: str, snow: str | None = None) -> str:
    """Return a fir tree with its foot at ``(x, y)``, snowed on when given a colour."""
    parts = [rect(x - height * 0.04, y - height * 0.2, height * 0.08, height * 0.2, trunk)]
    for low, high, half in ((0.12, 0.5, 0.26), (0.34, 0.74, 0.21), (0.58, 1.0, 0.15)):
        parts.append(
            polygon(
                [
                    (x - height * half, y - height * low),
                    (x, y - height * high),
                    (x + height * half, y - height * low),
                ],
                green,
            )
        )
        if snow:
            cut = 0.5
            parts.append(
                polygon(
                    [
                        (x - height * half * cut, y - height * (low + (high - low) * (1 - cut))),
                        (x, y - height * high),
                        (x + height * half * cut, y - height * (low + (high - low) * (1 - cut))),
                    ],
                    snow,
                )
            )
    return "".join(parts)


def house(x: float, y: float, size: float, wall: str, roof: str, door: str = "#6b4a33") -> str:
    """Return a simple house with its lower left corner at ``(x, y)``."""
    return (
        rect(x, y - size * 0.65, size, size * 0.65, wall)
        + polygon(
            [
                (x - size * 0.1, y - size * 0.62),
                (x + size / 2, y - size * 1.15),
                (x + size * 1.1, y - size * 0.62),
            ],
            roof,
        )
        + rect(x + size * 0.15, y - size * 0.36, size * 0.22, size * 0.36, door)
        + rect(x + size * 0.58, y - size * 0.48, size * 0.24, size * 0.22, "#ffe9a0")
    )
