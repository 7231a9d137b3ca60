"""From a request to stills, with a loaded model. Importing this module imports torch."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence

import numpy as np
from numpy.typing import NDArray

from schemas.errors import RenderError
from schemas.render import FrameJob, RenderEvent, RenderRequest, RenderSettings, StepDone, StillDone
from tools.compose.pixels import encode_png
from tools.render.attention.anchors import AnchorCache
from tools.render.attention.installing import UP_BLOCKS, self_attention
from tools.render.loading import Model
from tools.render.sampling import Denoising, TextEmbeddings, decode, frames_per_pass
from tools.render.shots import ShotDenoising


class Drawing:
    """Draws requests with one model, and keeps what anchors were attended to for the next."""

    def __init__(self, model: Model, scale: int, anchor_cache_bytes: int) -> None:
        """Takes the model, its pixels per latent, and the most bytes to keep of anchors."""
        self._model = model
        self._scale = scale
        self._anchors = AnchorCache(anchor_cache_bytes)
        self._layers = self_attention(model.unet, UP_BLOCKS)

    def draw(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        """See `Renderer.render`.

        Frames that attend to none are denoised a few in a pass, in the order of the jobs; shots
        whose frames attend to each other are denoised one shot after the other, in step.
        """
        embed = TextEmbeddings(self._model)
        if request.settings.mode == "none":
            yield from self._draw_frames(request, embed)
            return
        for shot in dict.fromkeys(job.shot for job in request.jobs):
            yield from self._draw_shot(shot, request, embed)

    def _draw_frames(
        self, request: RenderRequest, embed: TextEmbeddings
    ) -> Generator[RenderEvent, None, None]:
        settings = request.settings
        size = frames_per_pass(settings.width, settings.height, self._scale)
        for start in range(0, len(request.jobs), size):
            began = time.perf_counter()
            jobs = request.jobs[start : start + size]
            frames = tuple(job.frame for job in jobs)
            denoising = self._start(_filled(jobs, size), settings, embed)
            total = len(denoising.timesteps)
            for step, timestep in enumerate(denoising.timesteps, start=1):
                denoising.step(timestep)
                yield StepDone(frames=frames, step=step, num_inference_steps=total)
            share = (time.perf_counter() - began) / len(jobs)
            for place, job in enumerate(jobs):
                yield self._still(job, denoising, place, share)

    def _draw_shot(
        self, shot: str, request: RenderRequest, embed: TextEmbeddings
    ) -> Generator[RenderEvent, None, None]:
        began = time.perf_counter()
        jobs = [job for job in request.jobs if job.shot == shot]
        attended = [job for job in request.attended if job.shot == shot]
        _check_attended(jobs, attended)
        frames = tuple(job.frame for job in jobs)
        denoising = ShotDenoising(jobs, attended, request.settings, self._layers, self._anchors)
        started = {job.key: self._start([job], request.settings, embed) for job in denoising.frames}
        total = len(started[jobs[0].key].timesteps)
        for step in denoising.steps(started):
            yield StepDone(frames=frames, step=step, num_inference_steps=total)
        share = (time.perf_counter() - began) / len(jobs)
        for job in jobs:
            yield self._still(job, started[job.key], 0, share)

    def _start(
        self, jobs: Sequence[FrameJob], settings: RenderSettings, embed: TextEmbeddings
    ) -> Denoising:
        return Denoising(self._model, embed, jobs, settings, self._scale)

    def _still(self, job: FrameJob, denoising: Denoising, place: int, share: float) -> StillDone:
        began = time.perf_counter()
        png = _encode(job, decode(self._model, denoising.latents[place]))
        seconds = share + time.perf_counter() - began
        return StillDone(frame=job.frame, key=job.key, png=png, seconds=seconds)


def _check_attended(jobs: Sequence[FrameJob], attended: Sequence[FrameJob]) -> None:
    known = {job.key for job in attended}
    lost = [job for job in jobs if (job.anchor or job.key) not in known]
    if lost:
        raise RenderError(
            f"the request lacks the frame that {lost[0].frame} attends to",
            hint="name in `attended` every frame that the jobs attend to",
        )


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
