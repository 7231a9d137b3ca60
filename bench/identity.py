"""How alike a subject looks in the frames of a shot."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from tools.pocket.training.recogniser import Recogniser, as_input

_LEVELS = 6
"""Steps of each colour channel in a histogram."""


@torch.no_grad()
def feature_identity(
    recogniser: Recogniser, stills: NDArray[np.uint8], regions: Sequence[NDArray[np.float32]]
) -> float:
    """Mean cosine between the frames' features inside the subject's region, -1 to 1.

    Args:
        recogniser: the judge; its last convolution's output, [128, 8, 8], is averaged by region.
        stills: [frames, side, side, 3].
        regions: for each frame [64, 64], 0 to 1.
    """
    maps = recogniser.body(as_input(stills)).float()
    side = maps.shape[-1]
    weights = torch.from_numpy(np.stack(regions))[:, None]
    weights = functional.adaptive_avg_pool2d(weights, side)
    features = (maps * weights).sum((2, 3)) / weights.sum((2, 3)).clamp_min(1e-6)
    pairs = combinations(functional.normalize(features, dim=1), 2)
    return float(np.mean([float(one @ other) for one, other in pairs]))


def colour_identity(stills: NDArray[np.uint8], regions: Sequence[NDArray[np.float32]]) -> float:
    """Mean overlap of the frames' colour histograms inside the subject's region, 0 to 1."""
    pairs = combinations([_histogram(*each) for each in zip(stills, regions, strict=True)], 2)
    return float(np.mean([np.minimum(one, other).sum() for one, other in pairs]))


def _histogram(still: NDArray[np.uint8], region: NDArray[np.float32]) -> NDArray[np.float64]:
    factor = still.shape[0] // region.shape[0]
    weights = region.repeat(factor, 0).repeat(factor, 1).reshape(-1)
    edges = [np.linspace(0, 256, _LEVELS + 1)] * 3
    counts, _ = np.histogramdd(still.reshape(-1, 3), edges, weights=weights)
    return counts / max(counts.sum(), 1e-6)
