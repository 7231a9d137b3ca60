"""From prompts and noise to pixels: the denoising loop. Importing this module imports torch.

It computes what the families' pipelines in diffusers compute (tests compare them), written out so
that a caller gets a word after each step, so that each frame has its own noise, and so that
self-attention can reach across frames: a batch is [guidance, frames], guidance first.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from schemas.render import FrameJob, RenderSettings
from tools.render.attention.sources import Replaying, ReplayingRows, Source, Step
from tools.render.families.model import Condition, Model, Scheduler

_SMALL_LATENT = 32 * 32


class PassSize(NamedTuple):
    """How many frames are denoised together, so that a still never depends on how many.

    A still comes out the same to the byte whether it is rendered with all others, or alone after an
    edit or a kill.
    """

    most: int
    filled: bool = False
    """Whether a pass with fewer frames is filled up."""


ONE_FRAME = PassSize(1)


def pass_size(width: int, height: int, scale: int, batch_invariant: bool) -> PassSize:
    """How many frames go together at that size (pixels; `scale` pixels per latent).

    Small latents leave processors idle unless several share a pass. Four rows of the pocket
    renderer take 0.59 of the time of four passes in float32 and 0.52 in bfloat16; with eight it is
    0.53 and 0.45, and the first still comes later. Large latents gain nothing. Where a row's last
    bits depend on the number of rows, as they do in most networks, passes are two frames and
    filled up: they do not depend on a row's neighbours (seen with torch 2.13 on x86).
    """
    if (width // scale) * (height // scale) > _SMALL_LATENT:
        return ONE_FRAME
    return PassSize(4) if batch_invariant else PassSize(2, filled=True)


_MOST_EMBEDDINGS = 128 * 2**20
"""Bytes: every prompt of a project with the pocket renderer, some twenty with FLUX.2 klein."""


class TextEmbeddings:
    """Embeddings of prompts, each encoded once and alone, so that none depends on the others.

    Where they get too many, those used longest ago go first.
    """

    def __init__(self, model: Model, limit: int = _MOST_EMBEDDINGS) -> None:
        """Takes what encodes them, and the most bytes to hold."""
        self._model = model
        self._limit = limit
        self._held = 0
        self._known: dict[str, Condition] = {}

    def __call__(self, prompts: Sequence[str]) -> list[Condition]:
        """One for each prompt."""
        return [self._one(prompt) for prompt in prompts]

    def _one(self, prompt: str) -> Condition:
        known = self._known.pop(prompt, None)
        if known is None:
            with torch.inference_mode():
                known = self._model.condition(prompt)
            self._held += _size(known)
        self._known[prompt] = known
        while self._held > self._limit and len(self._known) > 1:
            self._held -= _size(self._known.pop(next(iter(self._known))))
        return known


class Denoising:
    """The denoising of the frames of one pass, step by step.

    Classifier-free guidance runs the negative prompts and the prompts as one batch; it is left out
    where the model does without, and at the last steps of models that need it at the first ones
    only (`guided_share`).

    Attributes:
        timesteps: the timesteps to go through, in order.
        total: how many they are for a frame that starts from noise; at least as many as steps were
            asked for.
        latents: float32 [frames, channels, height / scale, width / scale].
        estimate: of the same shape: what the latents would be without their noise, as the last
            step saw it; where the scheduler does not tell, the latents.
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
        self._model = model
        self._settings = settings
        self._guided = model.guided(settings.guidance_scale)
        texts = [job.prompt for job in jobs]
        self._conditions = embed([job.negative for job in jobs] + texts if self._guided else texts)
        generators = [torch.Generator("cpu").manual_seed(job.seed) for job in jobs]
        self._scheduler = model.schedule(settings)
        self._extra = _step_arguments(self._scheduler, generators)
        self.timesteps = self._scheduler.timesteps
        self.total = len(self.timesteps)
        self._last_guided = self.timesteps[math.ceil(model.guided_share * self.total) - 1]
        shape = (1, model.channels, settings.height // scale, settings.width // scale)
        noise = [torch.randn(shape, generator=each) for each in generators]
        self.latents = torch.cat(noise) * self._scheduler.init_noise_sigma
        self.estimate = self.latents

    def replaying(self, step: Step) -> Source:
        """The source with which these frames attend to what another one recorded."""
        return Replaying(step, len(self.latents))

    @property
    def can_begin_over(self) -> bool:
        """Whether `begin_over` is possible with the model's scheduler."""
        return hasattr(self._scheduler, "add_noise")

    def begin_over(self, latents: torch.Tensor, strength: float) -> None:
        """Starts from latents that are denoised already, with noise added again.

        This is img2img (SDEdit, arXiv:2108.01073), with the frame's own noise. Does nothing where
        `can_begin_over` is false.

        Args:
            latents: of the shape of `self.latents`.
            strength: the share of the timesteps that is gone through, 0 to 1; at least one is.
        """
        if not self.can_begin_over:
            return
        scheduler: Any = self._scheduler
        skipped = min(round((1 - strength) * self.total), self.total - 1)
        noise = self.latents / scheduler.init_noise_sigma
        if hasattr(scheduler, "set_begin_index"):
            scheduler.set_begin_index(skipped)
        self.timesteps = self.timesteps[skipped:]
        self.latents = scheduler.add_noise(latents, noise, self.timesteps[:1].expand(len(noise)))
        self.estimate = latents

    # Not around the loop over steps: inference mode must not leak to whoever runs between them.
    @torch.inference_mode()
    def step(self, timestep: torch.Tensor) -> None:
        """Goes from `timestep`, one of `timesteps`, to the next."""
        guided = self._guided and bool(timestep >= self._last_guided)
        rows = torch.cat([self.latents, self.latents]) if guided else self.latents
        rows = self._scheduler.scale_model_input(rows, timestep)
        rows = rows.to(self._model.dtype).contiguous(memory_format=torch.channels_last)
        noise = self._predict(rows, timestep).float()
        if guided:
            without, with_text = noise.chunk(2)
            noise = self._model.guide(without, with_text, self._settings.guidance_scale)
        stepped = self._scheduler.step(
            noise, timestep, self.latents, **self._extra, return_dict=False
        )
        self.latents = stepped[0]
        # One-step schedulers give it second; those of several steps (DPM-Solver) do not give it.
        self.estimate = stepped[1] if len(stepped) > 1 else stepped[0]

    def _predict(self, rows: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
        conditions = self._conditions[-len(rows) :]
        return self._model.predict(rows, timestep, conditions, self._settings)


class FrugalDenoising(Denoising):
    """Denoises one frame, the halves of guidance one after the other, for half the memory.

    A still's last bits are others than those of `Denoising`.
    """

    def replaying(self, step: Step) -> Source:
        """See `Denoising`."""
        return ReplayingRows(step)

    def _predict(self, rows: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
        pairs = zip(rows.split(1), self._conditions[-len(rows) :], strict=True)
        alone = [
            self._model.predict(row, timestep, [condition], self._settings)
            for row, condition in pairs
        ]
        return torch.cat(alone)


def decode(model: Model, latents: torch.Tensor) -> NDArray[np.float32]:
    """The picture of one frame's latents [channels, height, width].

    Returns:
        Float32 [height, width, 3], 0 to 1, sRGB-encoded; not finite where decoding failed.
    """
    with torch.inference_mode():
        rows = latents[None].contiguous(memory_format=torch.channels_last)
        picture = model.decode(rows)[0]
        return (picture / 2 + 0.5).clamp(0, 1).permute(1, 2, 0).contiguous().numpy()


def _size(condition: Condition) -> int:
    return sum(each.nbytes for each in condition if each is not None)


def _step_arguments(scheduler: Scheduler, generators: list[torch.Generator]) -> dict[str, object]:
    takes = inspect.signature(scheduler.step).parameters
    return {"generator": generators} if "generator" in takes else {}
