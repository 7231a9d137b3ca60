"""Bootstrap intervals of means (Efron 1979)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from statistics import fmean
from typing import TypedDict

_DRAWS = 2000
_TAIL = 0.025


class Interval(TypedDict):
    """A mean and its 95 % percentile interval."""

    mean: float
    low: float
    high: float


def interval(values: Sequence[float], seed: int = 0) -> Interval:
    """The mean of `values` (at least one) and where 95 % of the means of resamples lie."""
    chance = random.Random(seed)
    means = sorted(fmean(chance.choices(values, k=len(values))) for _ in range(_DRAWS))
    low, high = means[int(_TAIL * _DRAWS)], means[int((1 - _TAIL) * _DRAWS) - 1]
    return Interval(mean=fmean(values), low=low, high=high)
