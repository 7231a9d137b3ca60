"""The colour wash of a sketch: time of day, weather and light, without any thing in it."""

from __future__ import annotations

import random

import numpy as np
from PIL import Image, ImageDraw

from schemas.script import Frame, TimeOfDay, Weather
from tools.compose.marks import Colour

HORIZON = 0.66
"""Where the ground begins, as a share of the height."""

_WASH: dict[TimeOfDay, tuple[Colour, Colour, Colour]] = {
    "dawn": ((164, 172, 214), (250, 208, 182), (150, 146, 128)),
    "day": ((120, 182, 226), (212, 234, 242), (150, 178, 120)),
    "dusk": ((92, 78, 138), (244, 158, 112), (112, 96, 100)),
    "night": ((22, 28, 60), (62, 72, 116), (40, 50, 62)),
}
"""Top of the sky, sky at the horizon, ground."""

_VEIL: dict[Weather, tuple[Colour, float]] = {
    "clear": ((255, 255, 255), 0.0),
    "cloudy": ((150, 154, 162), 0.4),
    "rain": ((104, 116, 136), 0.45),
    "snow": ((226, 232, 242), 0.4),
    "fog": ((206, 208, 210), 0.55),
}
"""What the weather mixes into the wash, and how much of it."""

_NIGHT_VEIL = 0.35
"""How bright the veil is at night: fog and clouds have only the night's light."""

_LIGHT = {"bright": 1.12, "dark": 0.68}

# x, y, radius, as shares of the height from the middle of the picture; and the colour.
_DISC: dict[TimeOfDay, tuple[float, float, float, Colour]] = {
    "dawn": (-0.2, HORIZON - 0.04, 0.085, (255, 236, 196)),
    "day": (0.3, 0.2, 0.075, (255, 246, 206)),
    "dusk": (0.24, HORIZON - 0.02, 0.1, (255, 198, 120)),
    "night": (0.3, 0.2, 0.065, (232, 236, 246)),
}


def paint_wash(frame: Frame, width: int, height: int) -> Image.Image:
    """Sky, sun or moon, and ground under the frame's time, weather and light; RGB."""
    top, low, ground = (np.array(colour, dtype=np.float64) for colour in _WASH[frame.time_of_day])
    down = np.linspace(0.0, 1.0, height)[:, np.newaxis]
    sky = top + (low - top) * np.minimum(down / HORIZON, 1.0)
    depth = np.clip((down - HORIZON) / (1 - HORIZON), 0.0, 1.0)
    rows = np.where(down < HORIZON, sky, ground * (1.08 - 0.3 * depth))
    whole = np.broadcast_to(rows[:, np.newaxis, :], (height, width, 3))
    picture = Image.fromarray(np.ascontiguousarray(np.clip(whole, 0, 255).astype(np.uint8)))
    if frame.weather == "clear":
        _paint_disc(picture, frame.time_of_day, width, height)
    veil, share = _VEIL[frame.weather]
    lit = np.array(veil) * (_NIGHT_VEIL if frame.time_of_day == "night" else 1.0)
    veiled = np.asarray(picture) * (1 - share) + lit * share
    light = _LIGHT.get(frame.lighting.casefold(), 1.0)
    return Image.fromarray(np.clip(veiled * light, 0, 255).astype(np.uint8))


def paint_weather(picture: Image.Image, frame: Frame) -> None:
    """Draws rain, snow, fog or clouds over `picture`."""
    draw = ImageDraw.Draw(picture, "RGBA")
    width, height = picture.size
    # The same streaks and flakes in every frame: a storyboard is compared panel by panel.
    dice = random.Random(7)
    match frame.weather:
        case "rain":
            for _ in range(90):
                x, y = dice.uniform(-0.1, 1.1) * width, dice.uniform(-0.1, 1.0) * height
                end = (x - 0.02 * height, y + 0.09 * height)
                draw.line([(x, y), end], fill=(236, 242, 250, 120), width=max(1, height // 220))
        case "snow":
            for _ in range(110):
                x, y = dice.random() * width, dice.random() * height
                radius = dice.uniform(0.004, 0.011) * height
                draw.ellipse(_around(x, y, radius, radius), fill=(255, 255, 255, 220))
        case "fog":
            down = np.linspace(0.0, 1.0, height)
            thick = 110 * np.sin(down * 4.5 * np.pi) ** 2 * np.clip((down - 0.25) * 4, 0.0, 1.0)
            mask = np.repeat(thick.astype(np.uint8)[:, np.newaxis], width, axis=1)
            picture.paste((236, 238, 240), (0, 0), Image.fromarray(mask))
        case "cloudy":
            for x, y in ((0.2, 0.2), (0.56, 0.13), (0.84, 0.25)):
                _draw_cloud(draw, x * width, y * height, 0.055 * height)
        case "clear":
            pass


def _paint_disc(picture: Image.Image, time: TimeOfDay, width: int, height: int) -> None:
    x, y, radius, colour = _DISC[time]
    above = picture.crop((0, 0, width, round(HORIZON * height)))
    box = _around(width / 2 + x * height, y * height, radius * height, radius * height)
    ImageDraw.Draw(above).ellipse(box, fill=colour)
    picture.paste(above, (0, 0))


def _draw_cloud(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    for across, up, size in ((-1.5, 0.25, 0.75), (0.0, 0.0, 1.1), (1.5, 0.2, 0.8), (0.0, 0.5, 0.6)):
        box = _around(x + across * radius, y + up * radius, size * radius * 1.5, size * radius)
        draw.ellipse(box, fill=(228, 231, 236, 255))


def _around(x: float, y: float, half_width: float, half_height: float) -> list[float]:
    return [x - half_width, y - half_height, x + half_width, y + half_height]
