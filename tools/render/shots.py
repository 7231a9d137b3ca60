"""Denoising the frames of a shot in step, each attending to one of them."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import NamedTuple

import torch
from diffusers.models.attention_processor import Attention

from schemas.render import Digest, FrameJob, RenderSettings
from tools.render.attention.anchors import Anchors
from tools.render.attention.installing import temporal_attention
from tools.render.attention.sources import (
    Recording,
    Source,
    Step,
    rotation,
    rotation_period,
)
from tools.render.sampling import Denoising


class Batch(NamedTuple):
    """Frames that go through the UNet together."""

    jobs: tuple[FrameJob, ...]
    denoising: Denoising
    """Its frames are the jobs, in their order, and what fills up the pass after them."""

    @property
    def keys(self) -> tuple[Digest, ...]:
        """The jobs' keys."""
        return tuple(job.key for job in self.jobs)

    def latents(self, key: Digest) -> torch.Tensor:
        """Those of one job, [channels, height, width]."""
        return self.denoising.latents[self.keys.index(key)]


class ShotDenoising:
    """The frames of one shot, some of them wanted and the others only attended to.

    At each step the batch with the frame that is attended to goes first, and that frame's keys and
    values are recorded; the other batches replay them. So no more than one step's keys and values
    are held at a time (and those that the anchors' cache keeps), and the cost is linear in frames.

    Attributes:
        frames: one job for each frame that has to be denoised: what is wanted, and what it attends
            to as far as that is not in the cache.
    """

    def __init__(
        self,
        jobs: Sequence[FrameJob],
        attended: Sequence[FrameJob],
        settings: RenderSettings,
        layers: Mapping[str, Attention],
        anchors: Anchors,
    ) -> None:
        """Takes the wanted jobs of a shot and, in frame order, those that they attend to."""
        self._order = [job.key for job in attended]
        self._rotates = settings.mode == "rotate"
        self._fraction = settings.filter_fraction
        self._layers = layers
        self._anchors = anchors
        wanted = {job.key for job in jobs}
        self._recorded = None
        if not self._rotates and self._order[0] not in wanted:
            self._recorded = anchors.get(self._order[0])
        known = [] if self._recorded is not None else attended
        self.frames = tuple({job.key: job for job in [*known, *jobs]}.values())

    def steps(self, batches: Sequence[Batch]) -> Generator[tuple[int, Batch], None, None]:
        """Denoises to the end.

        Frames that are drawn over an earlier still join in late. Until the frame that is attended
        to has joined in, the others attend to themselves.

        Args:
            batches: all of `frames`, at their start.

        Yields:
            After each pass of a batch, the 1-based number of the step and the batch.
        """
        timesteps = max((each.denoising.timesteps for each in batches), key=len)
        total = batches[0].denoising.total
        recorded: list[Step] = []
        for call, timestep in enumerate(timesteps, start=total - len(timesteps)):
            source = self._source(call, total)
            step = self._known(call, total)
            for batch in sorted(batches, key=lambda each: source not in each.keys):
                if call >= total - len(batch.denoising.timesteps):
                    step = self._go(batch, timestep, source, step)
                    yield call + 1, batch
            if step is not None and self._keeps and self._anchors.fits(recorded or [step], total):
                recorded.append(step)
        if recorded:
            self._keep(recorded, next(each for each in batches if self._order[0] in each.keys))

    @property
    def _keeps(self) -> bool:
        return not self._rotates and self._recorded is None

    def _go(
        self, batch: Batch, timestep: torch.Tensor, source: Digest, step: Step | None
    ) -> Step | None:
        """Goes one step, and gives what the source attended to as far as that is known now."""
        if source in batch.keys:
            step = {}
            giving: Source = Recording(step, len(batch.jobs), batch.keys.index(source))
        elif step is not None:
            giving = batch.denoising.replaying(step)
        else:
            batch.denoising.step(timestep)
            return None
        with temporal_attention(self._layers, giving, self._fraction):
            batch.denoising.step(timestep)
        return step

    def _source(self, call: int, total: int) -> Digest:
        frames = len(self._order)
        place = rotation(call, frames, rotation_period(total, frames)) if self._rotates else 0
        return self._order[place]

    def _known(self, call: int, total: int) -> Step | None:
        if self._recorded is None:
            return None
        place = call - (total - len(self._recorded))
        return self._recorded[place] if place >= 0 else None

    def _keep(self, recorded: Sequence[Step], batch: Batch) -> None:
        # What is broken must not outlive the request.
        if batch.latents(self._order[0]).isfinite().all():
            self._anchors.put(self._order[0], recorded)
