"""Latents of finished stills, on their way to disk and back. Imports torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from schemas.errors import RenderError
from schemas.render import Digest, FrameJob

_NAME = "latents"


def pack(latents: torch.Tensor) -> bytes:
    """The latents of one still, float32 [channels, height, width], as a safetensors file."""
    return save({_NAME: latents.contiguous()})


def stills_under(jobs: Sequence[FrameJob], given: Mapping[Digest, bytes]) -> torch.Tensor:
    """What jobs are drawn over: float32 [jobs, channels, height, width].

    Args:
        jobs: all of them drawn over something.
        given: safetensors files, by the key of the still.

    Raises:
        RenderError: one of them is not given, or is damaged.
    """
    return torch.stack([_unpacked(job, given) for job in jobs])


def _unpacked(job: FrameJob, given: Mapping[Digest, bytes]) -> torch.Tensor:
    content = given.get(job.over.key, b"") if job.over is not None else b""
    try:
        return load(content)[_NAME]
    except (SafetensorError, KeyError) as error:
        raise RenderError(
            f"the request lacks the still that {job.frame} is drawn over",
            hint="run `storyreel render` on the project; what is not kept is drawn from noise",
        ) from error
