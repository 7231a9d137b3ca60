"""Rendering what a plan lacks, each still on disk as soon as it is finished."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Sequence
from contextlib import closing

from schemas.errors import RenderError
from schemas.events import StillStored
from schemas.render import (
    Digest,
    FrameJob,
    LoadingModel,
    PreviewDrawn,
    RenderRequest,
    StepDone,
    StillDone,
    Working,
)
from tools.compose.measure import mean_luma
from tools.compose.pixels import decode_png
from tools.render.planning import RenderPlan, attended, missing
from tools.render.port import Renderer
from tools.render.stills import StillStore

Record = Callable[[StillDone, Digest, float], None]
"""Told of each stored still: what was rendered, the SHA-256 of its file, its mean luma (0-255)."""


def render_missing(
    plan: RenderPlan,
    store: StillStore,
    renderer: Renderer,
    record: Record,
    *,
    previews: bool = False,
) -> Generator[LoadingModel | Working | StepDone | PreviewDrawn | StillStored, None, None]:
    """Renders the stills of `plan` that `store` lacks; nothing at all where it has them.

    A still is stored and then recorded; only then is its frame told of. Frames that look the same
    are rendered once, and each is told of. Closing the generator stops the renderer within one
    denoising step and keeps every finished still.

    Args:
        plan: what is wanted.
        store: keeps the stills.
        renderer: draws what the store lacks.
        record: told of each stored still.
        previews: whether somebody watches; see `RenderRequest`.

    Raises:
        RenderError: a still could not be made, or the renderer left one out.
        ModelMissing: weights are absent or damaged.
        ProjectError: the stills' folder cannot be written to.
    """
    jobs = missing(plan, store)
    if not jobs:
        return
    waiting = {job.key for job in jobs}
    total = sum(job.key in waiting for job in plan.jobs)
    done = 0
    request = RenderRequest(
        jobs=jobs,
        settings=plan.settings,
        attended=attended(plan, jobs),
        latents=_latents(jobs, store),
        previews=previews,
    )
    with closing(renderer.render(request)) as events:
        for event in events:
            if not isinstance(event, StillDone):
                yield event
                continue
            path = store.put(event.key, event.png)
            if event.latents:
                store.latents.put(event.key, event.latents)
            luma = mean_luma(decode_png(event.png, f"still of {event.frame}"))
            record(event, hashlib.sha256(event.png).hexdigest(), luma)
            waiting.discard(event.key)
            for job in plan.jobs:
                if job.key == event.key:
                    done += 1
                    place = path.relative_to(store.folder.parent).as_posix()
                    yield StillStored(frame=job.frame, path=place, done=done, total=total)
    if waiting:
        raise RenderError(
            f"the renderer ended without {len(waiting)} of {len(jobs)} stills",
            hint="run `storyreel render` on the project; it resumes",
        )


def _latents(jobs: Sequence[FrameJob], store: StillStore) -> dict[Digest, bytes]:
    keys = {job.over.key for job in jobs if job.over is not None}
    found = {key: store.latents.get(key) for key in sorted(keys)}
    return {key: content for key, content in found.items() if content is not None}
