"""Time of day, weather and lighting: distinct, deterministic looks over the same composition.

All colours are sRGB in 0..1 and all arrays float32. Only the places of stars, clouds, drops and
flakes are random. Each look has a colour and a spatial sign, so that it is readable anywhere.
"""

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.pocket.training.draw import SIDE, ellipse, raster

Picture = NDArray[np.floating[Any]]
VARIANTS = 4
"""How many placements of stars, clouds, drops and flakes exist."""


@dataclass(frozen=True)
class TimeLook:
    """Colours of a time of day: sky from top to horizon, and factors on land and things."""

    top: tuple[float, float, float]
    bottom: tuple[float, float, float]
    land: tuple[float, float, float]
    things: tuple[float, float, float]


TIMES = {
    "dawn": TimeLook((0.72, 0.78, 0.95), (1.0, 0.83, 0.72), (1.0, 0.86, 0.88), (1.0, 0.93, 0.93)),
    "day": TimeLook((0.30, 0.62, 0.95), (0.74, 0.90, 1.0), (1.0, 1.0, 1.0), (1.0, 1.0, 1.0)),
    "dusk": TimeLook((0.36, 0.20, 0.48), (1.0, 0.50, 0.22), (0.80, 0.52, 0.50), (0.95, 0.74, 0.70)),
    "night": TimeLook(
        (0.03, 0.05, 0.18), (0.12, 0.16, 0.40), (0.30, 0.38, 0.66), (0.62, 0.68, 0.90)
    ),
}
_FOG = {
    "dawn": (0.96, 0.88, 0.86),
    "day": (0.94, 0.96, 0.98),
    "dusk": (0.84, 0.64, 0.58),
    "night": (0.34, 0.40, 0.60),
}


def sky(time_of_day: str, weather: str, variant: int, size: int) -> Picture:
    """Paint the sky.

    Args:
        time_of_day: One of the vocabulary's times.
        weather: One of the vocabulary's weathers; sun and moon show only in clear weather.
        variant: Which placement of the stars, 0 <= variant < VARIANTS.
        size: Side in pixels.

    Returns:
        ``(size, size, 3)`` in 0..1.
    """
    look = TIMES[time_of_day]
    # The sky ends at the horizon, about 62 % down.
    down = np.clip(np.linspace(0, 1.6, size, dtype=np.float32), 0, 1)[:, None, None]
    picture = _colour(*look.top) * (1 - down) + _colour(*look.bottom) * down
    picture = np.repeat(picture, size, 1)
    if time_of_day == "night" and weather in ("clear", "snow"):
        picture = over(picture, _layer("stars", variant, size))
    if weather == "clear":
        picture = over(picture, _layer(f"disc-{time_of_day}", variant, size))
    if weather in ("cloudy", "rain", "snow", "fog"):
        grey = picture.mean(-1, keepdims=True)
        picture = picture * 0.55 + grey * 0.45 * _colour(0.94, 0.98, 1.04)
    return picture.astype(np.float32)


def tint_land(layer: Picture, time_of_day: str, weather: str) -> Picture:
    """Colour a premultiplied land layer ``(h, w, 4)`` for time and weather."""
    return _tint(layer, TIMES[time_of_day].land, weather, 0.35)


def tint_thing(layer: Picture, time_of_day: str, weather: str) -> Picture:
    """Colour a premultiplied thing ``(h, w, 4)``, gently, so that it keeps its own colours."""
    return _tint(layer, TIMES[time_of_day].things, weather, 0.15)


def _tint(layer: Picture, factor: tuple[float, float, float], weather: str, grey: float) -> Picture:
    result = layer.copy()
    colour = result[..., :3] * _colour(*factor)
    if weather in ("cloudy", "rain", "fog"):
        mean = colour.mean(-1, keepdims=True)
        colour = colour * (1 - grey) + mean * grey
        colour *= 0.88 if weather != "fog" else 1.0
    if weather == "snow" and grey > 0.2:
        # Settled snow: land turns towards white, scaled by the light that there is.
        light = _colour(*factor) * layer[..., 3:]
        colour = colour * 0.55 + light * 0.42
    result[..., :3] = colour
    return result


def veil(picture: Picture, time_of_day: str, weather: str, variant: int, near: bool) -> Picture:
    """Lay weather over the picture: ``near=False`` behind the things, ``near=True`` before them."""
    size = picture.shape[0]
    light = {"dawn": 0.92, "day": 0.95, "dusk": 0.72, "night": 0.42}[time_of_day]
    if weather == "fog":
        density = np.float32(0.20 if near else 0.46)
        ramp = np.linspace(0.75, 1.2, size, dtype=np.float32)[:, None, None] * density
        return picture * (1 - ramp) + _colour(*_FOG[time_of_day]) * ramp
    if not near and weather in ("cloudy", "rain"):
        layer = _layer("clouds", variant, size).copy()
        dim = light * (1.0 if weather == "cloudy" else 0.7)
        layer[..., :3] *= dim
        return over(picture, layer)
    if near and weather in ("rain", "snow"):
        layer = _layer(weather, variant, size)
        if time_of_day == "night":
            layer = layer * _colour(0.85, 0.88, 1.0, 1.0)
        return over(picture, layer)
    return picture


def lit(picture: Picture, mask: Picture, lighting: str) -> Picture:
    """Apply the lighting: a glow from above, nothing, or darkness closing in from the edges.

    Args:
        picture: ``(size, size, 3)`` in 0..1.
        mask: ``(size, size)`` in 0..1: where things are. Darkness spares them a little, so that
            they stay readable at night.
        lighting: One of the vocabulary's lightings.
    """
    size = picture.shape[0]
    if lighting == "bright":
        glow = _glow(size)
        return 1 - (1 - np.clip(picture * 1.12, 0, 1)) * (1 - glow)
    if lighting == "dark":
        dark = _vignette(size)
        spared = 0.30 * mask[..., None]
        return picture * (dark * (1 - spared) + spared)
    return picture


def over(picture: Picture, layer: Picture) -> Picture:
    """Put a premultiplied layer ``(h, w, 4)`` over an opaque picture ``(h, w, 3)``."""
    return picture * (1 - layer[..., 3:]) + layer[..., :3]


def _colour(*values: float) -> Picture:
    return np.asarray(values, np.float32)


@cache
def _glow(size: int) -> Picture:
    y = np.linspace(0, 1, size, dtype=np.float32)[:, None, None]
    x = np.linspace(-1, 1, size, dtype=np.float32)[None, :, None]
    return (0.55 * np.exp(-((y / 0.45) ** 2) - (x / 0.9) ** 2) + 0.10).astype(np.float32)


@cache
def _vignette(size: int) -> Picture:
    line = np.linspace(-1, 1, size, dtype=np.float32)
    radius = np.sqrt(line[:, None] ** 2 + line[None, :] ** 2)[..., None]
    return (0.58 - 0.34 * np.clip(radius - 0.35, 0, 1)).astype(np.float32)


@cache
def _layer(kind: str, variant: int, size: int) -> Picture:
    random = Random(f"{kind}-{variant}")
    full = raster(_drawing(kind, variant, random))
    return shrink(full, size)


def shrink(layer: Picture, size: int) -> Picture:
    """Average a square premultiplied layer down to ``size`` pixels a side."""
    factor = layer.shape[0] // size
    if factor == 1:
        return layer
    shape = (size, factor, size, factor, layer.shape[-1])
    return layer.reshape(shape).mean((1, 3), dtype=np.float32)


def _drawing(kind: str, variant: int, random: Random) -> str:
    if kind == "stars":
        return "".join(
            ellipse(random.uniform(0, SIDE), random.uniform(0, 150), r, r, "#ffffff")
            for r in [random.uniform(1.6, 3.4) for _ in range(34)]
        )
    if kind == "clouds":
        parts: list[str] = []
        for k in range(6):
            x, y = k * 52 - 6 + random.uniform(-16, 16), random.uniform(14, 54)
            for dx, dy, r in ((-24, 6, 17), (0, -4, 24), (26, 5, 19), (0, 10, 22)):
                parts.append(ellipse(x + dx, y + dy, r * 1.25, r * 0.8, "#e3e7ee"))
            parts.append(ellipse(x, y + 16, 46, 9, "#c3cad6"))
        return "".join(parts)
    if kind == "rain":
        return "".join(
            f'<path d="M{x:.0f} {y:.0f}l-8 26" stroke="#d8ecff" stroke-width="3.2" opacity="0.75"/>'
            for x, y in [(random.uniform(0, 268), random.uniform(-20, 250)) for _ in range(70)]
        )
    if kind == "snow":
        return "".join(
            ellipse(
                random.uniform(0, SIDE), random.uniform(0, SIDE), r, r, "#ffffff", 'opacity="0.95"'
            )
            for r in [random.uniform(2.6, 5.0) for _ in range(64)]
        )
    # The side tells two views apart at a glance, so it alternates.
    return _disc(kind.removeprefix("disc-"), 1 - variant % 2 * 2, random)


def _disc(time_of_day: str, side: int, random: Random) -> str:
    if time_of_day == "night":
        x, y = 128 + side * random.uniform(60, 96), random.uniform(28, 44)
        # A crescent: the bite is an arc, so the sky shows through it.
        crescent = f"M{x:.0f} {y - 19:.0f}a19 19 0 1 0 17 27a16 16 0 0 1 -17 -27z"
        return f'<path d="{crescent}" fill="#fff3c4"/>'
    if time_of_day == "day":
        x, y = 128 + side * random.uniform(64, 100), random.uniform(26, 42)
        return ellipse(x, y, 30, 30, "#fff2a8", 'opacity="0.5"') + ellipse(x, y, 20, 20, "#ffe14a")
    x = 128 + side * random.uniform(30, 80)
    if time_of_day == "dawn":
        return ellipse(x, 128, 46, 46, "#fff4d8", 'opacity="0.6"') + ellipse(
            x, 128, 25, 25, "#fffbe8"
        )
    return ellipse(x, 134, 48, 48, "#ffb04a", 'opacity="0.5"') + ellipse(x, 134, 28, 28, "#ff5a36")
