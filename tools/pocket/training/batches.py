"""Training batches, invented and painted on the fly: cheap enough that no data set is stored.

The scene with number ``n`` is always the same, so a position is all that resuming needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from numpy.typing import NDArray

from tools.pocket.dialect import VIEWS
from tools.pocket.training.captions import caption
from tools.pocket.training.scene import Scene, imagine, paint
from tools.pocket.training.stage import Stage
from tools.pocket.vocabulary import Vocabulary

TWINS_EVERY = 4
"""A twin begins at every scene number that this divides."""
TWIN_AFTER = 2
"""How far behind it the other one comes."""
_FACTS = {"view": 10, "weather": 6, "background": 2, "lighting": 1, "time_of_day": 1}


@dataclass(frozen=True)
class Batch:
    """Pictures ``(n, s, s, 3)`` and masks ``(n, s, s)`` in uint8, with captions and scenes."""

    pictures: NDArray[np.uint8]
    masks: NDArray[np.uint8]
    captions: list[str]
    scenes: list[Scene]


@dataclass(frozen=True)
class Series:
    """An endless sequence of scenes that ``seed`` names."""

    vocabulary: Vocabulary
    stage: Stage
    seed: str

    def batch(self, first: int, count: int, singles: float) -> Batch:
        """Make the scenes ``first .. first + count - 1``.

        Args:
            first: Number of the first scene.
            count: How many.
            singles: Probability that a scene has a single thing.
        """
        pictures: list[NDArray[np.uint8]] = []
        masks: list[NDArray[np.uint8]] = []
        captions: list[str] = []
        scenes: list[Scene] = []
        for number in range(first, first + count):
            random = Random(f"{self.seed}-{number}")
            scene = self.scene(number, random, singles)
            painted = paint(scene, self.stage)
            pictures.append(painted.picture)
            masks.append(painted.mask)
            captions.append(caption(scene, random))
            scenes.append(scene)
        return Batch(np.stack(pictures), np.stack(masks), captions, scenes)

    def scene(self, number: int, random: Random, singles: float) -> Scene:
        """Invent the scene with a number."""
        del number
        return imagine(random, self.vocabulary, singles)


class TwinSeries(Series):
    """A series in which every second of the even scenes is a twin of the even one before it.

    Twins differ in one fact. What a fact changes is often little of a picture (strokes of rain, the
    line of the hills), so a loss on pictures hardly sees it; a loss on the difference of two twins
    sees nothing else.
    """

    def scene(self, number: int, random: Random, singles: float) -> Scene:
        """Invent the scene with a number, or its twin's with one fact changed."""
        if number % TWINS_EVERY != TWIN_AFTER:
            return super().scene(number, random, singles)
        first = Random(f"{self.seed}-{number - TWIN_AFTER}")
        scene = super().scene(number - TWIN_AFTER, first, singles)
        return vary(scene, random, self.vocabulary)


def vary(scene: Scene, random: Random, vocabulary: Vocabulary) -> Scene:
    """Return the scene with one fact changed: mostly its view or its weather."""
    values: dict[str, Sequence[str] | Sequence[int]] = {
        "view": range(1, VIEWS + 1),
        "weather": vocabulary.weathers,
        "background": vocabulary.background_names,
        "lighting": vocabulary.lightings,
        "time_of_day": vocabulary.times,
    }
    fact = random.choices(list(_FACTS), list(_FACTS.values()))[0]
    others = [value for value in values[fact] if value != getattr(scene, fact)]
    return replace(scene, **{fact: random.choice(others)})
