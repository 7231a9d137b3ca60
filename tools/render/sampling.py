"""From prompts and noise to pixels: the denoising loop. Importing this module imports torch.

It computes what `StableDiffusionPipeline.__call__` of diffusers computes (a test compares them),
written out so that a caller gets a word after each step, so that each frame has its own noise, and
so that self-attention can reach across frames: a batch is [guidance, frames], guidance first.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from schemas.render import FrameJob, RenderSettings
from tools.render.loading import Model, Scheduler

FRAMES_PER_PASS = 2
"""Frames denoised together where latents are small; see `frames_per_pass`."""

_SMALL_LATENT = 32 * 32


def frames_per_pass(width: int, height: int, scale: int) -> int:
    """How many frames are denoised together at that size (pixels; `scale` pixels per latent).

    It depends on the size alone and a pass that has fewer frames is filled up, because a frame's
    last bits depend on the shape of its batch, but not on its place or its neighbours in it (seen
    with torch 2.13 on x86). So a still comes out the same whether it is rendered with all others,
    or alone after an edit or a kill. Small latents leave a core idle unless two share a pass;
    large ones gain nothing.
    """
    return FRAMES_PER_PASS if (width // scale) * (height // scale) <= _SMALL_LATENT else 1


class TextEmbeddings:
    """Embeddings of prompts, each encoded once and alone, so that none depends on the others."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._known: dict[str, torch.Tensor] = {}

    def __call__(self, prompts: Sequence[str]) -> torch.Tensor:
        """Float32 [prompts, tokens, width]; text beyond the encoder's window is cut."""
        return torch.cat([self._one(prompt) for prompt in prompts])

    def _one(self, prompt: str) -> torch.Tensor:
        if prompt not in self._known:
            tokenizer = self._model.tokenizer
            tokens = tokenizer(
                prompt,
                padding="max_length",
                max_length=tokenizer.model_max_length,
                truncation=True,
                return_tensors="pt",
            )
            with torch.inference_mode():
                self._known[prompt] = self._model.text_encoder(tokens.input_ids)[0]
        return self._known[prompt]


class Denoising:
    """The denoising of the frames of one pass, step by step.

    Classifier-free guidance (Ho and Salimans, arXiv:2207.12598) runs the negative prompts and the
    prompts as one batch; it is left out where `guidance_scale` is 1.

    Attributes:
        timesteps: the timesteps to go through, in order; at least as many as steps were asked for.
        latents: float32 [frames, channels, height / scale, width / scale].
    """

    def __init__(
        self,
        model: Model,
        embed: TextEmbeddings,
        jobs: Sequence[FrameJob],
        settings: RenderSettings,
        scale: int,
    ) -> None:
        """Starts from each job's own noise."""
        self._unet = model.unet
        self._guidance = settings.guidance_scale
        texts = [job.prompt for job in jobs]
        self._embeddings = embed([job.negative for job in jobs] + texts if self._guided else texts)
        generators = [torch.Generator("cpu").manual_seed(job.seed) for job in jobs]
        self._scheduler = model.new_scheduler()
        self._scheduler.set_timesteps(settings.num_inference_steps, device="cpu")
        self._extra = _step_arguments(self._scheduler, generators)
        self.timesteps = self._scheduler.timesteps
        channels = model.unet.config["in_channels"]
        shape = (1, channels, settings.height // scale, settings.width // scale)
        noise = [torch.randn(shape, generator=each) for each in generators]
        self.latents = torch.cat(noise) * self._scheduler.init_noise_sigma

    @property
    def _guided(self) -> bool:
        return self._guidance > 1

    # Not around the loop over steps: inference mode must not leak to whoever runs between them.
    @torch.inference_mode()
    def step(self, timestep: torch.Tensor) -> None:
        """Goes from `timestep`, one of `timesteps`, to the next."""
        rows = torch.cat([self.latents, self.latents]) if self._guided else self.latents
        rows = self._scheduler.scale_model_input(rows, timestep)
        rows = rows.contiguous(memory_format=torch.channels_last)
        noise = self._unet(rows, timestep, self._embeddings, return_dict=False)[0]
        if self._guided:
            without, with_text = noise.chunk(2)
            noise = without + self._guidance * (with_text - without)
        self.latents = self._scheduler.step(
            noise, timestep, self.latents, **self._extra, return_dict=False
        )[0]


def decode(model: Model, latents: torch.Tensor) -> NDArray[np.float32]:
    """The picture of one frame's latents [channels, height, width].

    Returns:
        Float32 [height, width, 3], 0 to 1, sRGB-encoded; not finite where decoding failed.
    """
    with torch.inference_mode():
        scaled = latents[None] / model.vae.config["scaling_factor"]
        scaled = scaled.contiguous(memory_format=torch.channels_last)
        picture = model.vae.decode(scaled, return_dict=False)[0][0]
        return (picture / 2 + 0.5).clamp(0, 1).permute(1, 2, 0).contiguous().numpy()


def _step_arguments(scheduler: Scheduler, generators: list[torch.Generator]) -> dict[str, object]:
    takes = inspect.signature(scheduler.step).parameters
    return {"generator": generators} if "generator" in takes else {}
