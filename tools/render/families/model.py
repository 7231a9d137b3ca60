"""What the denoising loop needs of a loaded model, whatever its family."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import torch
from diffusers.models.attention_processor import Attention

from schemas.render import RenderSettings


class Scheduler(Protocol):
    """What the denoising loop needs of a diffusers scheduler."""

    @property
    def init_noise_sigma(self) -> float | torch.Tensor:
        """What standard normal noise is multiplied with at the start."""
        ...

    @property
    def timesteps(self) -> torch.Tensor:
        """The timesteps to go through, in order."""
        ...

    def scale_model_input(self, sample: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
        """The latents as the network wants them at that timestep."""
        ...

    @property
    def step(self) -> Callable[..., Sequence[torch.Tensor]]:
        """Goes one step; its arguments differ between schedulers."""
        ...


class Condition(NamedTuple):
    """What a network is told of one prompt."""

    text: torch.Tensor
    """[1, tokens, width]."""
    pooled: torch.Tensor | None = None
    """[1, width], for families that want a summary beside the tokens."""


class Model(Protocol):
    """A latent diffusion model on the CPU, ready to infer.

    Latents are [rows, channels, height, width]; noise for them is drawn from a standard normal
    distribution. A row is one frame under one condition.
    """

    channels: int
    """Channels of its latents."""
    patch: int
    """Latents of the autoencoder along each side of one of its own; 1 where they are the same."""
    dtype: torch.dtype
    """Of the network's weights and of the latents that `predict` takes."""
    vae: Any
    """The autoencoder, for its tiling."""
    attention: Mapping[str, Attention]
    """Self-attention layers into which temporal attention may go, by name; none for families that
    do not support it."""
    batch_invariant: bool
    """Whether a row comes out the same to the bit however many are computed with it."""

    guided_share: float
    """The share of the steps, from the noisy end, at which guidance is worth its cost."""

    def schedule(self, settings: RenderSettings) -> Scheduler:
        """A scheduler of its own for one pass, with its timesteps chosen."""
        ...

    def guided(self, guidance_scale: float) -> bool:
        """Whether that scale takes a second row without the prompt for each frame."""
        ...

    def condition(self, prompt: str) -> Condition:
        """What the network is told of `prompt`; of an empty one, that nothing is asked for."""
        ...

    def predict(
        self,
        rows: torch.Tensor,
        timestep: torch.Tensor,
        conditions: Sequence[Condition],
        settings: RenderSettings,
    ) -> torch.Tensor:
        """What the scheduler steps with, in the shape of `rows`; one condition for each row."""
        ...

    def guide(
        self, without: torch.Tensor, with_text: torch.Tensor, guidance_scale: float
    ) -> torch.Tensor:
        """Classifier-free guidance (Ho and Salimans, arXiv:2207.12598), as the family does it."""
        ...

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """Pictures [rows, 3, height, width], -1 to 1, sRGB-encoded, of float32 latents."""
        ...


def plain_guidance(
    without: torch.Tensor, with_text: torch.Tensor, guidance_scale: float
) -> torch.Tensor:
    """Away from the prediction without the prompt, `guidance_scale` times the whole way."""
    return without + guidance_scale * (with_text - without)
