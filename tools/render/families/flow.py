"""What the diffusion transformers have in common: flow matching, and patches of latents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import torch
from diffusers.pipelines.qwenimage.pipeline_qwenimage import calculate_shift

PATCH = 2
"""Latents along each side of a patch, which is what the transformers call a token."""


class _Diffusers(Protocol):
    """What is used of diffusers' flow-matching schedulers, which have no types."""

    timesteps: torch.Tensor
    config: Mapping[str, Any]

    def set_timesteps(self, *, sigmas: list[float], mu: float, device: str) -> None: ...

    def set_begin_index(self, begin_index: int) -> None: ...

    @property
    def step(self) -> Callable[..., Sequence[torch.Tensor]]: ...


class FlowScheduler:
    """A flow-matching scheduler of diffusers, with what others have and it does without."""

    init_noise_sigma = 1.0

    def __init__(self, scheduler: _Diffusers, num_inference_steps: int, shift: float) -> None:
        """Chooses timesteps: evenly spaced noise levels, moved by `shift` where it is dynamic."""
        levels = torch.linspace(1.0, 1 / num_inference_steps, num_inference_steps).tolist()
        scheduler.set_timesteps(sigmas=levels, mu=shift, device="cpu")
        scheduler.set_begin_index(0)
        self._scheduler = scheduler

    @property
    def timesteps(self) -> torch.Tensor:
        """The timesteps to go through, in order."""
        return self._scheduler.timesteps

    def scale_model_input(self, sample: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
        """The latents as they are."""
        return sample

    @property
    def step(self) -> Callable[..., Sequence[torch.Tensor]]:
        """The scheduler's own."""
        return self._scheduler.step


def linear_shift(scheduler: _Diffusers, tokens: int) -> float:
    """The shift for a picture of so many tokens, linear between two sizes of the configuration."""
    config = scheduler.config
    return calculate_shift(
        tokens,
        config.get("base_image_seq_len", 256),
        config.get("max_image_seq_len", 4096),
        config.get("base_shift", 0.5),
        config.get("max_shift", 1.15),
    )


def to_patches(latents: torch.Tensor) -> torch.Tensor:
    """[rows, channels, height, width] to [rows, patches, channels x 4], patches row by row."""
    patches = latents.unflatten(3, (-1, PATCH)).unflatten(2, (-1, PATCH))
    return patches.permute(0, 2, 4, 1, 3, 5).flatten(3).flatten(1, 2)


def from_patches(patches: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """The inverse of `to_patches`; height and width in latents."""
    grid = patches.unflatten(1, (height // PATCH, width // PATCH)).unflatten(3, (-1, PATCH, PATCH))
    return grid.permute(0, 3, 1, 4, 2, 5).flatten(4).flatten(2, 3)
