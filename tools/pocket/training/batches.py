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

    def scenes(self, first: int, count: int, singles: float) -> list[Scene]:
        """Invent the scenes ``first .. first + count - 1``.

        Args:
            first: Number of the first scene.
            count: How many.
            singles: Probability that a scene has a single thing.
        """
        return [
            imagine(Random(f"{self.seed}-{number}"), self.vocabulary, singles)
            for number in range(first, first + count)
        ]

    def painted(self, scenes: list[Scene], first: int) -> Batch:
        """Paint scenes and caption them; ``first`` is the number of the first one."""
        paintings = [paint(scene, self.stage) for scene in scenes]
        return Batch(
            np.stack([each.picture for each in paintings]),
            np.stack([each.mask for each in paintings]),
            [
                caption(scene, Random(f"{self.seed}-caption-{first + k}"))
                for k, scene in enumerate(scenes)
            ],
            scenes,
        )

    def batch(self, first: int, count: int, singles: float) -> Batch:
        """Invent, paint and caption the scenes ``first .. first + count - 1``."""
        return self.painted(self.scenes(first, count, singles), first)
