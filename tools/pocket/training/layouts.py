"""Do other seeds give other layouts? Measured against the views as they are painted."""

from dataclasses import dataclass, replace
from random import Random

import numpy as np
from numpy.typing import NDArray

from tools.pocket.dialect import VIEWS
from tools.pocket.training.evaluate import Sampler
from tools.pocket.training.light import shrink
from tools.pocket.training.scene import Scene, imagine, paint
from tools.pocket.training.stage import Stage
from tools.pocket.vocabulary import Vocabulary


@dataclass(frozen=True)
class Layouts:
    """How the stills of one prompt differ over its eight views.

    Attributes:
        own: Part of stills that are nearer (mean square error) to their own view as painted than
            to each of the seven others; chance is one eighth.
        spread: Mean distance of two views' stills over that of the same views as painted; 1 means
            that seeds vary a still as much as the world itself varies.
    """

    own: float
    spread: float


def layouts(sampler: Sampler, vocabulary: Vocabulary, scenes: int) -> Layouts:
    """Draw every view of some scenes of one thing and compare each with all painted views."""
    random = Random("layouts")
    stage = Stage(vocabulary, 64)
    own: list[bool] = []
    spreads: list[tuple[float, float]] = []
    for number in range(scenes):
        scene = imagine(random, vocabulary, 1.0)
        views = [replace(scene, view=view) for view in range(1, VIEWS + 1)]
        drawn = _small(sampler.stills(views, 20_000 + number * VIEWS))
        painted = _painted(views, stage)
        nearest = _distances(drawn, painted).argmin(1)
        own += (nearest == np.arange(VIEWS)).tolist()
        spreads.append((_distances(drawn, drawn).sum(), _distances(painted, painted).sum()))
    drawn_sum, painted_sum = np.sum(spreads, 0)
    return Layouts(round(sum(own) / len(own), 4), round(float(drawn_sum / painted_sum), 4))


def _small(stills: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.stack([shrink(still.astype(np.float32), 64) for still in stills])


def _painted(views: list[Scene], stage: Stage) -> NDArray[np.float32]:
    return np.stack([paint(view, stage).picture for view in views]).astype(np.float32)


def _distances(some: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the root mean square distance of each of some to each of the others."""
    return np.sqrt(((some[:, None] - others[None]) ** 2).mean((2, 3, 4)))
