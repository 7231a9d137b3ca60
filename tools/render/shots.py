"""Denoising the frames of a shot in step, each attending to one of them."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

from diffusers.models.attention_processor import Attention

from schemas.render import Digest, FrameJob, RenderSettings
from tools.render.attention.anchors import Anchors
from tools.render.attention.installing import temporal_attention
from tools.render.attention.sources import Recording, Step, rotation
from tools.render.sampling import Denoising


class ShotDenoising:
    """The frames of one shot, some of them wanted and the others only attended to.

    At each step the frame that is attended to goes first and its keys and values are recorded; the
    others replay them. So no more than one step's keys and values are held at a time (and those
    that the anchors' cache keeps), the cost is linear in frames, and, as each frame is always a
    pass of its own, it comes out to the byte the same whichever others are drawn with it.

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

    def steps(self, denoisings: Mapping[Digest, Denoising]) -> Generator[int, None, None]:
        """Denoises to the end.

        Args:
            denoisings: one for each of `frames`, at its start, by key.

        Yields:
            The 1-based number of the step under way, after each pass through the UNet. A frame that
            is drawn over an earlier still joins in late.
        """
        timesteps = max((each.timesteps for each in denoisings.values()), key=len)
        total = next(iter(denoisings.values())).total
        recorded: list[Step] = []
        for call, timestep in enumerate(timesteps, start=total - len(timesteps)):
            source = self._source(call)
            if self._recorded is None:
                step: Step = {}
                with temporal_attention(self._layers, Recording(step), self._fraction):
                    denoisings[source].step(timestep)
                yield call + 1
                if not self._rotates and self._anchors.fits(recorded or [step], total):
                    recorded.append(step)
            else:
                step = self._recorded[call]
            for key, denoising in denoisings.items():
                if key != source and call >= total - len(denoising.timesteps):
                    recorded_now = denoising.replaying(step)
                    with temporal_attention(self._layers, recorded_now, self._fraction):
                        denoising.step(timestep)
                    yield call + 1
        # What is broken must not outlive the request.
        if recorded and denoisings[self._order[0]].latents.isfinite().all():
            self._anchors.put(self._order[0], recorded)

    def _source(self, call: int) -> Digest:
        place = rotation(call, len(self._order)) if self._rotates else 0
        return self._order[place]
