"""A scene: what is in it, and how it is painted, with its ground truth."""

from dataclasses import dataclass, field
from random import Random

import numpy as np
from numpy.typing import NDArray

from tools.pocket.dialect import VIEWS
from tools.pocket.training import light
from tools.pocket.training.stage import BACKGROUND_VARIANTS, Stage
from tools.pocket.vocabulary import Vocabulary

LATENT_SIDE = 16
"""Patches of a latent along a side."""
WIDTHS = {"far": 0.30, "medium": 0.48, "close-up": 0.78}
"""Longer side of a thing as a part of the picture's side."""
_CENTRES = {"left": 0.24, "center": 0.50, "right": 0.76}
_CLOSE_CENTRES = {"left": 0.33, "center": 0.50, "right": 0.67}
_FEET = {"far": 0.78, "medium": 0.90, "close-up": 0.99}
_HOVER = {"far": 0.36, "medium": 0.42, "close-up": 0.47}
_HOVERING = frozenset(
    {
        "airplane",
        "balloon",
        "butterfly",
        "fish",
        "ghost",
        "helicopter",
        "lantern",
        "owl",
        "rocket",
        "whale",
    }
)


@dataclass(frozen=True)
class Placed:
    """One thing in a scene."""

    name: str
    position: str
    scale: str
    facing: str | None = None


@dataclass(frozen=True)
class Scene:
    """Everything that decides a picture; the first thing is the most important and in front."""

    things: tuple[Placed, ...]
    background: str
    time_of_day: str
    weather: str
    lighting: str
    view: int = 1
    """Which of the views of the background, 1..VIEWS."""

    @property
    def land(self) -> int:
        """Which composition of the background the view shows."""
        return (self.view - 1) % BACKGROUND_VARIANTS

    @property
    def air(self) -> int:
        """Which placement of stars, clouds, drops and flakes the view shows."""
        return (self.view - 1) // 2 % light.VARIANTS


@dataclass(frozen=True)
class Painted:
    """A picture with its ground truth."""

    picture: NDArray[np.uint8]
    """``(size, size, 3)`` sRGB."""
    mask: NDArray[np.uint8]
    """``(size, size)`` 0..255: how much of each pixel is a thing."""
    scene: Scene = field(repr=False)


def paint(scene: Scene, stage: Stage) -> Painted:
    """Paint a scene at the stage's size."""
    size = stage.size
    when, weather = scene.time_of_day, scene.weather
    picture = light.sky(when, weather, scene.air, size)
    if scene.background not in stage.indoor:
        picture = light.veil(picture, when, weather, scene.air, near=False)
    land = light.tint_land(stage.land(scene.background, scene.land), when, weather)
    picture = light.over(picture, land)
    if scene.background in stage.indoor or weather == "fog":
        picture = light.veil(picture, when, weather, scene.air, near=False)
    mask = np.zeros((size, size), np.float32)
    for thing in reversed(scene.things):
        sprite, top, left = _place(thing, stage)
        sprite = light.tint_thing(sprite, when, weather)
        picture, mask = _blend(picture, mask, sprite, top, left)
    picture = light.veil(picture, when, weather, scene.air, near=True)
    picture = light.lit(picture, mask, scene.lighting)
    return Painted(
        (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8), (mask * 255).astype(np.uint8), scene
    )


def _place(thing: Placed, stage: Stage) -> tuple[NDArray[np.float32], int, int]:
    """Return the sprite and the pixel of its top left corner."""
    flip = thing.facing is not None and thing.facing != stage.facing.get(thing.name)
    width = WIDTHS[thing.scale]
    centres = _CLOSE_CENTRES if thing.scale == "close-up" else _CENTRES
    centre = centres[thing.position]
    height, breadth = stage.extent(thing.name, width)
    if thing.name in _HOVERING:
        top = _HOVER[thing.scale] - height / 2
    else:
        top = _FEET[thing.scale] - height
    # Things sit on the grid of latents: the same drawing gives the same latents wherever it is,
    # which a short training learns much sooner.
    top = round(top * LATENT_SIDE) / LATENT_SIDE
    left = round((centre - breadth / 2) * LATENT_SIDE) / LATENT_SIDE
    return stage.sprite(thing.name, width, flip, top, left)


def _blend(
    picture: NDArray[np.float32],
    mask: NDArray[np.float32],
    sprite: NDArray[np.float32],
    top: int,
    left: int,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    size = picture.shape[0]
    y, x = top, left
    y0, x0 = max(y, 0), max(x, 0)
    y1, x1 = min(y + sprite.shape[0], size), min(x + sprite.shape[1], size)
    if y1 <= y0 or x1 <= x0:
        return picture, mask
    part = sprite[y0 - y : y1 - y, x0 - x : x1 - x]
    picture[y0:y1, x0:x1] = light.over(picture[y0:y1, x0:x1], part)
    mask[y0:y1, x0:x1] = np.maximum(mask[y0:y1, x0:x1], part[..., 3])
    return picture, mask


def imagine(random: Random, vocabulary: Vocabulary, singles: float = 0.8) -> Scene:
    """Invent a scene of one to three things.

    Args:
        random: Source of chance.
        vocabulary: The closed world.
        singles: Probability of a single thing.
    """
    count = 1 if random.random() < singles else random.choices((2, 3), (9, 1))[0]
    names = random.sample(vocabulary.object_names, count)
    if count == 1:
        places = [random.choice(vocabulary.positions)]
        scales = random.choices(vocabulary.scales, (0.22, 0.40, 0.38))
    elif count == 2:
        places = random.choice((["left", "right"],) * 3 + (["left", "center"], ["center", "right"]))
        adjacent = "center" in places
        scales = random.choice(
            (["far", "medium"], ["medium", "far"], ["far", "far"])
            if adjacent
            else (["medium", "medium"],) * 4
            + (["far", "medium"], ["medium", "far"], ["far", "far"])
        )
        if random.random() < 0.5:
            places = places[::-1]
    else:
        places = random.sample(["left", "center", "right"], 3)
        scales = ["far"] * 3
    things = tuple(
        Placed(name, place, scale) for name, place, scale in zip(names, places, scales, strict=True)
    )
    return Scene(
        things,
        random.choice(vocabulary.background_names),
        random.choice(vocabulary.times),
        random.choices(vocabulary.weathers, (0.40, 0.15, 0.15, 0.15, 0.15))[0],
        random.choices(vocabulary.lightings, (0.28, 0.46, 0.26))[0],
        random.randint(1, VIEWS),
    )
