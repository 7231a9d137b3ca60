"""Pictures to look at while stills are denoised. Importing this module imports torch."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image

from schemas.render import PreviewDrawn
from schemas.script import FrameId
from tools.render.families.model import Model
from tools.render.memory import memory_watched
from tools.render.sampling import decode

_INTERVAL = 1.0
"""Seconds between previews, so that they cost a small part of the time however fast steps are."""

_SIDE = 128
"""Pixels along the longer side of a preview."""

_LATENTS = 32
"""Latents along the longer side that are decoded; more are averaged first."""


class UnderWay(NamedTuple):
    """A frame that is being denoised."""

    frame: FrameId
    estimate: torch.Tensor
    """Its clean latents as the last step saw them, [channels, height, width]."""


class Previews:
    """Draws one preview at a time, at most one a second, the frames taking turns."""

    def __init__(self, model: Model, clock: Callable[[], float] = time.monotonic) -> None:
        """Takes the model, and a clock in seconds, monotonic."""
        self._model = model
        self._clock = clock
        self._last = clock()
        self._turn = 0

    def draw(self, under_way: Sequence[UnderWay], step: int) -> list[PreviewDrawn]:
        """The preview of one of the frames after `step`; none where it is too early for one."""
        if self._clock() - self._last < _INTERVAL:
            return []
        self._turn += 1
        frame, estimate = under_way[self._turn % len(under_way)]
        with memory_watched("decode"):
            picture = decode(self._model, _shrunk(estimate))
        self._last = self._clock()
        if not np.isfinite(picture).all():
            return []
        image = Image.fromarray(np.rint(picture * 255).astype(np.uint8))
        image.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
        file = io.BytesIO()
        image.save(file, "PNG", compress_level=1)
        return [PreviewDrawn(frame=frame, step=step, png=file.getvalue())]


def _shrunk(latents: torch.Tensor) -> torch.Tensor:
    factor = -(-max(latents.shape[1:]) // _LATENTS)
    return latents if factor == 1 else torch.nn.functional.avg_pool2d(latents[None], factor)[0]
