"""Pictures as the denoiser draws them, beside the painted ones that they should have become."""

from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray

from tools.pocket.training.captions import canonical
from tools.pocket.training.network import to_pictures
from tools.pocket.training.sampling import GUIDANCE, STEPS, Networks, make_noise, sample
from tools.pocket.training.scene import Scene, imagine, paint
from tools.pocket.training.stage import Stage
from tools.pocket.vocabulary import Vocabulary

_BATCH = 32
WRONG = 45.0
"""Root mean square error, of 255, above which a drawing shows something else than the painting."""


@dataclass(frozen=True)
class Pairs:
    """Paintings ``(n, 256, 256, 3)`` and drawings of the same scenes ``(n, 64, 64, 3)``, uint8."""

    painted: NDArray[np.uint8]
    drawn: NDArray[np.uint8]


def draw_pairs(
    networks: Networks, vocabulary: Vocabulary, count: int, seed: str, worst: float
) -> Pairs:
    """Paint scenes and let the networks draw them; drawings that went wrong are left out.

    Args:
        networks: What draws.
        vocabulary: The closed world.
        count: How many scenes to try.
        seed: Names the series of scenes.
        worst: Largest root mean square error, of 255, of a drawing that is kept.
    """
    large, small = Stage(vocabulary, 256), Stage(vocabulary, 64)
    painted: list[NDArray[np.uint8]] = []
    drawn: list[NDArray[np.uint8]] = []
    for first in range(0, count, _BATCH):
        noise = make_noise(_BATCH, torch.Generator().manual_seed(first))
        scenes = [imagine(Random(f"{seed}-{first + k}"), vocabulary) for k in range(_BATCH)]
        prompts = [canonical(scene) for scene in scenes]
        guesses = to_pictures(sample(networks, prompts, noise, STEPS, GUIDANCE))
        for scene, guess in zip(scenes, guesses, strict=True):
            if _distance(guess, scene, small) < worst:
                painted.append(paint(scene, large).picture)
                drawn.append(guess)
    return Pairs(np.stack(painted), np.stack(drawn))


def _distance(guess: NDArray[np.uint8], scene: Scene, stage: Stage) -> float:
    difference = guess.astype(np.float32) - paint(scene, stage).picture
    return float(np.sqrt((difference**2).mean()))
