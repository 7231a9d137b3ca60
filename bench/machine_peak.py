"""What this machine's cores can do at most, measured."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch

_SIDE = 1024
_CHANNELS, _PICTURE = 128, 64
_ROUNDS = 8


def peak(dtype: torch.dtype, seconds: Callable[[], float] = time.perf_counter) -> dict[str, float]:
    """The best floating-point operations a second in two kinds of work, by name.

    Args:
        dtype: of the operands.
        seconds: the clock.

    Returns:
        "gemm": a product of two 1024 x 1024 matrices; "conv": a 3 x 3 convolution of 128 channels
        to 128 on 4 pictures of 64 x 64, channels last.
    """
    left, right = (torch.randn(_SIDE, _SIDE).to(dtype) for _ in range(2))
    layer = torch.nn.Conv2d(_CHANNELS, _CHANNELS, 3, padding=1).to(dtype)
    picture = torch.randn(4, _CHANNELS, _PICTURE, _PICTURE).to(dtype)
    picture = picture.contiguous(memory_format=torch.channels_last)
    layer.weight.data = layer.weight.data.contiguous(memory_format=torch.channels_last)
    with torch.inference_mode():
        return {
            "gemm": 2 * _SIDE**3 / _best(lambda: left @ right, seconds),
            "conv": 2 * picture.numel() * _CHANNELS * 9 / _best(lambda: layer(picture), seconds),
        }


def _best(work: Callable[[], object], seconds: Callable[[], float]) -> float:
    timings: list[float] = []
    for _ in range(_ROUNDS):
        began = seconds()
        work()
        timings.append(seconds() - began)
    return min(timings[1:])
