"""From a request to stills, with a loaded model. Importing this module imports torch."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from typing import NamedTuple

import numpy as np

from schemas.errors import RenderError
from schemas.render import FrameJob, RenderEvent, RenderRequest, RenderSettings, StepDone, StillDone
from tools.compose.pixels import encode_png
from tools.render.attention.anchors import Anchors
from tools.render.broken import require_picture
from tools.render.families.model import Model
from tools.render.latents import pack, stills_under
from tools.render.memory import memory_watched, peak_memory
from tools.render.pace import Pace
from tools.render.previews import Previews, UnderWay
from tools.render.sampling import (
    ONE_FRAME,
    Denoising,
    FrugalDenoising,
    PassSize,
    TextEmbeddings,
    decode,
    pass_size,
)
from tools.render.shots import Batch, ShotDenoising
from tools.render.thrift import Thrift
from tools.render.tiling import decode_in_tiles, decode_whole


class _Telling(NamedTuple):
    """What is told of a request besides its stills."""

    pace: Pace
    previews: Previews | None


class Drawing:
    """Draws requests with one model.

    What anchors were attended to and how prompts were read is kept for the next request.
    """

    def __init__(self, model: Model, scale: int, anchors: Anchors, thrift: Thrift) -> None:
        """Takes the model, its pixels per latent, what keeps anchors, and how to spare memory."""
        self._model = model
        self._scale = scale
        self._anchors = anchors
        self._thrift = thrift
        self._embed = TextEmbeddings(model)
        self._layers = model.attention

    def draw(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        """See `Renderer.render`.

        Frames that attend to none are denoised a few in a pass, in the order of the jobs; shots
        whose frames attend to each other are denoised one shot after the other, in step.

        Raises:
            BrokenStill: a still came out broken; those before it were yielded.
            MemoryShort: memory ran out.
            RenderError: the request lacks a frame that its jobs attend to.
        """
        settings = request.settings
        if self._thrift.tiled_decode:
            scale = self._scale // self._model.patch
            latents = settings.height // scale, settings.width // scale
            decode_in_tiles(self._model.vae, latents, scale)
        else:
            decode_whole(self._model.vae)
        telling = _Telling(
            Pace(_frame_steps(request)), Previews(self._model) if request.previews else None
        )
        if settings.mode == "none":
            yield from self._draw_frames(request, telling)
            return
        for shot in dict.fromkeys(job.shot for job in request.jobs):
            yield from self._draw_shot(shot, request, telling)

    def _pass_size(self, settings: RenderSettings) -> PassSize:
        if self._thrift.one_row:
            return ONE_FRAME
        invariant = self._model.batch_invariant
        return pass_size(settings.width, settings.height, self._scale, invariant)

    def _draw_frames(
        self, request: RenderRequest, telling: _Telling
    ) -> Generator[RenderEvent, None, None]:
        size = self._pass_size(request.settings)
        for jobs in _alike(request.jobs, size.most):
            began = time.perf_counter()
            together = _filled(jobs, size.most) if size.filled else jobs
            batch = Batch(tuple(jobs), self._start(together, request))
            denoising = batch.denoising
            skipped = denoising.total - len(denoising.timesteps)
            telling.pace.spare(skipped * len(jobs))
            with memory_watched("denoise"):
                for step, timestep in enumerate(denoising.timesteps, start=skipped + 1):
                    denoising.step(timestep)
                    yield from _told(telling, jobs, [batch], len(jobs), step)
            share = (time.perf_counter() - began) / len(jobs)
            for job in jobs:
                yield self._still(job, batch, share)

    def _draw_shot(
        self, shot: str, request: RenderRequest, telling: _Telling
    ) -> Generator[RenderEvent, None, None]:
        began = time.perf_counter()
        jobs = [job for job in request.jobs if job.shot == shot]
        attended = [job for job in request.attended if job.shot == shot]
        _check_attended(jobs, attended)
        denoising = ShotDenoising(jobs, attended, request.settings, self._layers, self._anchors)
        recalled = len({job.key for job in (*jobs, *attended)}) - len(denoising.frames)
        telling.pace.spare(recalled * request.settings.num_inference_steps)
        size = self._pass_size(request.settings)
        batches = [
            Batch(tuple(together), self._start(together, request))
            for together in _alike(denoising.frames, 1 if size.filled else size.most)
        ]
        for each in batches:
            skipped = each.denoising.total - len(each.denoising.timesteps)
            telling.pace.spare(skipped * len(each.jobs))
        with memory_watched("denoise"):
            for step, batch in denoising.steps(batches):
                yield from _told(telling, jobs, batches, len(batch.jobs), step)
        share = (time.perf_counter() - began) / len(jobs)
        holding = {key: each for each in batches for key in each.keys}
        for job in jobs:
            yield self._still(job, holding[job.key], share)

    def _start(self, jobs: Sequence[FrameJob], request: RenderRequest) -> Denoising:
        kind = FrugalDenoising if self._thrift.one_row else Denoising
        over = jobs[0].over
        with memory_watched("denoise"):
            denoising = kind(self._model, self._embed, jobs, request.settings, self._scale)
            if over is not None:
                denoising.begin_over(stills_under(jobs, request.latents), over.strength)
        return denoising

    def _still(self, job: FrameJob, batch: Batch, share: float) -> StillDone:
        began = time.perf_counter()
        latents = batch.latents(job.key)
        with memory_watched("decode"):
            picture = decode(self._model, latents)
            require_picture(job.frame, picture)
            png = encode_png(np.rint(picture * 255).astype(np.uint8))
        seconds = share + time.perf_counter() - began
        return StillDone(
            frame=job.frame,
            key=job.key,
            png=png,
            seconds=seconds,
            peak_memory=peak_memory(),
            latents=pack(latents) if batch.denoising.can_begin_over else b"",
        )


def _frame_steps(request: RenderRequest) -> int:
    frames = {job.key for job in request.jobs}
    if request.settings.mode != "none":
        frames |= {job.key for job in request.attended}
    return len(frames) * request.settings.num_inference_steps


def _told(
    telling: _Telling, jobs: Sequence[FrameJob], batches: Sequence[Batch], frames: int, step: int
) -> Generator[RenderEvent, None, None]:
    total = batches[0].denoising.total
    yield StepDone(
        frames=tuple(job.frame for job in jobs),
        step=step,
        num_inference_steps=total,
        seconds_left=telling.pace.step(frames),
    )
    if telling.previews is not None and step < total:
        wanted = {job.key for job in jobs}
        shown = [
            UnderWay(job.frame, estimate)
            for batch in batches
            for job, estimate in zip(batch.jobs, batch.denoising.estimate, strict=False)
            if job.key in wanted
        ]
        yield from telling.previews.draw(shown, step)


def _check_attended(jobs: Sequence[FrameJob], attended: Sequence[FrameJob]) -> None:
    known = {job.key for job in attended}
    lost = [job for job in jobs if (job.anchor or job.key) not in known]
    if lost:
        raise RenderError(
            f"the request lacks the frame that {lost[0].frame} attends to",
            hint="name in `attended` every frame that the jobs attend to",
        )


def _alike(jobs: Sequence[FrameJob], size: int) -> Generator[Sequence[FrameJob], None, None]:
    """Passes of at most `size` jobs, in their order but for those that skip steps, which go last.

    The jobs of a pass go through the same steps.
    """
    kinds = sorted({job.over.strength if job.over else 1.0 for job in jobs}, reverse=True)
    for kind in kinds:
        alike = [job for job in jobs if (job.over.strength if job.over else 1.0) == kind]
        for start in range(0, len(alike), size):
            yield alike[start : start + size]


def _filled(jobs: Sequence[FrameJob], size: int) -> list[FrameJob]:
    return [*jobs, *([jobs[-1]] * (size - len(jobs)))]
