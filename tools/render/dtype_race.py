"""Measures float32 against bfloat16 in the work that a UNet consists of."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from schemas.render import DType

if TYPE_CHECKING:
    import torch

_GAIN = 1.25
"""How many times as fast bfloat16 has to be; below that its rounding buys too little."""

_ERROR = 0.02
"""Largest relative error (norm of the difference over the norm) that still counts as right: its
eight bits round by 0.004. Some builds of torch compute some bfloat16 convolutions wrongly."""

_ROUNDS = 8


def faster_dtype() -> DType:
    """`bfloat16` where it is clearly faster than `float32` and right, else `float32`.

    A convolution and a product as in the middle of the pocket renderer's UNet, timed by the
    processor's time for this process, which other programs disturb less than the clock on the
    wall. Some builds of torch are much slower in bfloat16 though the processor has units for it.
    """
    # Imported here, because the process that names this function has no torch.
    import torch

    torch.manual_seed(0)
    picture = torch.randn(4, 224, 8, 8).contiguous(memory_format=torch.channels_last)
    kernel = torch.randn(224, 224, 3, 3).contiguous(memory_format=torch.channels_last)
    rows, weights = torch.randn(256, 224), torch.randn(1792, 224)

    def convolve(dtype: torch.dtype) -> Callable[[], torch.Tensor]:
        given, by = picture.to(dtype), kernel.to(dtype)
        return lambda: torch.nn.functional.conv2d(given, by, padding=1)

    def multiply(dtype: torch.dtype) -> Callable[[], torch.Tensor]:
        given, by = rows.to(dtype), weights.to(dtype)
        return lambda: torch.nn.functional.linear(given, by)

    seconds = {torch.float32: 0.0, torch.bfloat16: 0.0}
    with torch.inference_mode():
        for work in (convolve, multiply):
            if _error(work(torch.bfloat16)(), work(torch.float32)()) > _ERROR:
                return "float32"
            for dtype in seconds:
                seconds[dtype] += _least(work(dtype))
    faster = seconds[torch.float32] >= _GAIN * seconds[torch.bfloat16]
    return "bfloat16" if faster else "float32"


def _error(rounded: torch.Tensor, exact: torch.Tensor) -> float:
    return float((rounded.float() - exact).norm() / exact.norm())


def _least(work: Callable[[], object]) -> float:
    timings: list[float] = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        for _ in range(_ROUNDS):
            work()
        timings.append(time.process_time() - began)
    return min(timings)
