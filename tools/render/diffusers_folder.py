"""The renderer over a model folder in the diffusers layout of Stable Diffusion."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from schemas.errors import RenderError
from schemas.render import (
    Capabilities,
    Dialect,
    FrameJob,
    LoadingModel,
    RenderEvent,
    RenderRequest,
    RenderSettings,
    StepDone,
    StillDone,
)
from schemas.vocabulary import Vocabulary
from tools.compose.pixels import encode_png
from tools.render.memory import memory_errors_named
from tools.render.model_folder import ModelFolder, open_model_folder

if TYPE_CHECKING:
    from tools.render.loading import Model

RENDERER_VERSION = "1"
"""Raised when the same job would come out with other pixels."""


class FolderRenderer:
    """Draws on the CPU, in float32, with the weights in a folder.

    Making one costs nothing; configurations are read when they are asked for, weights when the
    first still is drawn. Torch runs with its own number of threads (the physical cores, or
    OMP_NUM_THREADS); with another number the last bits differ.
    """

    def __init__(
        self, name: str, folder: Path, vocabulary: Vocabulary | None, cache_folder: Path
    ) -> None:
        """Takes note of the folder; reads nothing yet.

        Args:
            name: its id in capabilities and messages.
            folder: the model folder.
            vocabulary: what it can draw, which also chooses the pocket dialect; None: open, and
                prompts are tags.
            cache_folder: where digests of weights are remembered.
        """
        self._name = name
        self._folder = folder
        self._vocabulary = vocabulary
        self._cache_folder = cache_folder
        self._model: Model | None = None

    def capabilities(self) -> Capabilities:
        """See `Renderer`; also raises ModelMissing."""
        source = open_model_folder(self._folder)
        dialect: Dialect = "tags" if self._vocabulary is None else "pocket"
        return Capabilities(
            id=self._name,
            weights=source.digest(self._cache_folder),
            version=RENDERER_VERSION,
            scheduler=source.scheduler,
            dialect=dialect,
            vocabulary=self._vocabulary,
            modes=("none",),
            width=source.width,
            height=source.height,
            num_inference_steps=source.defaults.num_inference_steps,
            guidance_scale=source.defaults.guidance_scale,
            dtype="float32",
            device="cpu",
        )

    def render(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        """See `Renderer`; stills come in the order of the jobs."""
        source = open_model_folder(self._folder)
        _check_settings(request.settings, source.scale)
        if self._model is None:
            yield LoadingModel(renderer=self._name)
            # Imported here, because it brings torch: three seconds that listing needs not.
            from tools.render.loading import load_model

            self._model = load_model(source)
        size = f"{request.settings.width} x {request.settings.height}"
        with memory_errors_named(f"draw {size} pixels"):
            yield from _draw(self._model, request, source)


def _draw(
    model: Model, request: RenderRequest, source: ModelFolder
) -> Generator[RenderEvent, None, None]:
    from tools.render.sampling import Denoising, TextEmbeddings, decode, frames_per_pass

    settings = request.settings
    embed = TextEmbeddings(model)
    size = frames_per_pass(settings.width, settings.height, source.scale)
    for start in range(0, len(request.jobs), size):
        began = time.perf_counter()
        jobs = request.jobs[start : start + size]
        frames = tuple(job.frame for job in jobs)
        denoising = Denoising(model, embed, _filled(jobs, size), settings, source.scale)
        for step, timestep in enumerate(denoising.timesteps, start=1):
            denoising.step(timestep)
            yield StepDone(frames=frames, step=step, num_inference_steps=len(denoising.timesteps))
        share = (time.perf_counter() - began) / len(jobs)
        for job, latents in zip(jobs, denoising.latents, strict=False):
            began = time.perf_counter()
            png = _encode(job, decode(model, latents))
            seconds = share + time.perf_counter() - began
            yield StillDone(frame=job.frame, key=job.key, png=png, seconds=seconds)


def _filled(jobs: Sequence[FrameJob], size: int) -> list[FrameJob]:
    return [*jobs, *([jobs[-1]] * (size - len(jobs)))]


def _encode(job: FrameJob, picture: NDArray[np.float32]) -> bytes:
    if not np.isfinite(picture).all() or not picture.any():
        what = "all black" if np.isfinite(picture).all() else "not finite"
        raise RenderError(
            f"the still of {job.frame} came out {what}",
            hint="use fewer or more steps, a lower guidance, or other weights",
        )
    return encode_png(np.rint(picture * 255).astype(np.uint8))


def _check_settings(settings: RenderSettings, scale: int) -> None:
    if settings.width % scale or settings.height % scale:
        raise RenderError(
            f"this renderer cannot draw {settings.width} x {settings.height} pixels",
            hint=f"use a width and a height that are multiples of {scale}",
        )
    if settings.mode != "none":
        raise RenderError(
            f"this renderer does not support the mode {settings.mode!r}",
            hint="use the mode none",
        )
