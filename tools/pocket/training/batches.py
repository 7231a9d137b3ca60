"""Training batches, invented and painted on the fly: cheap enough that no data set is stored.

The scene with number ``n`` is always the same, so a position is all that resuming needs.
"""

from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from tools.pocket.training.captions import caption
from tools.pocket.training.scene import Scene, imagine, paint
from tools.pocket.training.stage import Stage
from tools.pocket.vocabulary import Vocabulary


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
            scene = imagine(random, self.vocabulary, singles)
            painted = paint(scene, self.stage)
            pictures.append(painted.picture)
            masks.append(painted.mask)
            captions.append(caption(scene, random))
            scenes.append(scene)
        return Batch(np.stack(pictures), np.stack(masks), captions, scenes)
