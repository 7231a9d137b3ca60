"""Draws latents with networks in training, the way the exported model will be used."""

from typing import NamedTuple

import torch
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from torch import Tensor
from transformers import CLIPTextModel, CLIPTokenizer

from tools.pocket.training.network import (
    LATENT_CHANNELS,
    LATENT_SIDE,
    build_scheduler,
    tokenize,
)

STEPS = 3
"""Steps of sampling that the model is exported with."""
GUIDANCE = 1.0
"""Guidance scale that the model is exported with; 1 means none."""


class Networks(NamedTuple):
    """What draws a latent from a prompt."""

    unet: UNet2DConditionModel
    text: CLIPTextModel
    tokenizer: CLIPTokenizer


def make_noise(count: int, generator: torch.Generator) -> Tensor:
    """Return noise to draw from, ``(count, 50, 16, 16)`` float32."""
    shape = (count, LATENT_CHANNELS, LATENT_SIDE, LATENT_SIDE)
    return torch.randn(shape, generator=generator)


@torch.no_grad()
def sample(
    networks: Networks, prompts: list[str], noise: Tensor, steps: int, guidance: float
) -> Tensor:
    """Draw latents with DDIM (Song et al., arXiv:2010.02502).

    Args:
        networks: The denoiser and its text encoder.
        prompts: One per latent.
        noise: ``(n, 50, 16, 16)`` float32 to begin from.
        steps: Evaluations of the denoiser.
        guidance: Scale of classifier-free guidance; 1 leaves it out.

    Returns:
        ``(n, 50, 16, 16)`` float32.
    """
    unet, text, tokenizer = networks
    scheduler = build_scheduler()
    scheduler.set_timesteps(steps)
    latents = noise
    with torch.autocast("cpu", dtype=torch.bfloat16):
        asked = text(tokenize(tokenizer, prompts)).last_hidden_state
        free = text(tokenize(tokenizer, [""] * len(prompts))).last_hidden_state
        for step in scheduler.timesteps:
            guess = unet(latents, step, encoder_hidden_states=asked).sample.float()
            if guidance > 1:
                unasked = unet(latents, step, encoder_hidden_states=free).sample.float()
                guess = unasked + guidance * (guess - unasked)
            latents = scheduler.step(guess, int(step), latents, return_dict=False)[0]
    return latents
