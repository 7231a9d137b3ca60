"""From the current revision to a take: render what is missing, grade, compose."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Generator, Mapping, Set
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from agent.relighting import note_light_edits
from agent.studio import Studio, keys_of
from schemas.events import Event, TakeMade
from schemas.render import Digest, StillDone
from schemas.revisions import Revision, RevisionNumber
from schemas.script import FrameId
from schemas.takes import Manifest, TakeFrame
from tools.compose.forms import clip_fps, clip_frame_count
from tools.compose.measure import mean_luma
from tools.compose.pixels import read_png
from tools.compose.takes import CLIP, STORYBOARD, compose_take, next_take_number, take_folder
from tools.render.announcing import announce
from tools.render.planning import RenderPlan, missing, only
from tools.render.rendering import render_missing


@dataclass(frozen=True)
class Taken:
    """What making a take did."""

    rendered: tuple[FrameId, ...]
    reused: tuple[FrameId, ...]
    clip: Path
    storyboard: Path
    render_seconds: float
    compose_seconds: float


def make_take(studio: Studio) -> Generator[Event, None, Taken]:
    """Renders what the head revision lacks, and composes its clip.

    Closing the generator stops within one denoising step; finished stills stay.

    Raises:
        RenderError: a still or the clip could not be made.
        ModelMissing: the renderer's weights are absent or damaged.
        ProjectError: the project cannot be written to.
    """
    revision = studio.project.revisions.head()
    note_light_edits(studio, revision.script)
    plan = studio.plan(revision.script)
    started = time.monotonic()
    rendered = yield from render_stills(studio, plan, revision.number)
    for frame, key in keys_of(plan).items():
        studio.project.stills.remember(frame, key)
    rendering_ended = time.monotonic()
    folder = yield from _compose(studio, revision, plan)
    frames = tuple(frame.id for frame in revision.script.frames)
    return Taken(
        rendered=tuple(frame for frame in frames if frame in rendered),
        reused=tuple(frame for frame in frames if frame not in rendered),
        clip=folder / CLIP,
        storyboard=folder / STORYBOARD,
        render_seconds=rendering_ended - started,
        compose_seconds=time.monotonic() - rendering_ended,
    )


def render_stills(
    studio: Studio, plan: RenderPlan, base: RevisionNumber
) -> Generator[Event, None, frozenset[FrameId]]:
    """Renders the stills of `plan` that are not on disk yet.

    Args:
        studio: where.
        plan: of a script that may not be committed yet.
        base: the revision that the script is, or is based on.

    Returns:
        The frames that were rendered.

    Raises:
        RenderError, ModelMissing, ProjectError: as for `make_take`.
    """
    keys = keys_of(plan)
    lacking = {key for key in set(keys.values()) if not studio.stills.has(key)}
    yield announce(plan, studio.stills, _shown_last(studio), studio.seconds_per_still())
    if lacking:
        yield from _run_job(studio, base, plan, tuple(sorted(lacking)))
    return frozenset(frame for frame, key in keys.items() if key in lacking)


def render_some(
    studio: Studio, plan: RenderPlan, base: RevisionNumber, wanted: Set[FrameId]
) -> Generator[Event, None, None]:
    """Renders those stills of `plan` that some frames need and that are not on disk yet.

    Raises:
        RenderError, ModelMissing, ProjectError: as for `make_take`.
    """
    some = only(plan, wanted)
    if lacking := missing(some, studio.stills):
        yield from _run_job(studio, base, some, tuple(sorted(job.key for job in lacking)))


def _shown_last(studio: Studio) -> RenderPlan | None:
    take = studio.project.takes.latest()
    if take is None:
        return None
    return studio.plan(studio.project.revisions.get(take.revision).script)


def _run_job(
    studio: Studio, base: RevisionNumber, plan: RenderPlan, keys: tuple[Digest, ...]
) -> Generator[Event, None, None]:
    def record(still: StillDone, digest: Digest, luma: float) -> None:
        studio.project.stills.record(still.key, digest, still.seconds, luma)
        studio.note_seconds(still.seconds)

    job = studio.project.jobs.begin(base, keys)
    try:
        stills = render_missing(
            plan, studio.stills, studio.renderer, record, previews=studio.previews
        )
        with closing(stills) as events:
            yield from events
    except (GeneratorExit, KeyboardInterrupt):
        studio.project.jobs.finish(job, "cancelled")
        raise
    except BaseException:
        studio.project.jobs.finish(job, "failed")
        raise
    studio.project.jobs.finish(job, "done")


def _compose(studio: Studio, revision: Revision, plan: RenderPlan) -> Generator[Event, None, Path]:
    number = next_take_number(studio.project.folder)
    shown = studio.shown(revision.script)
    manifest = _manifest(studio, revision, plan, number, shown)
    with closing(compose_take(studio.project.folder, manifest, shown)) as progress:
        yield from progress
    studio.project.takes.add(number, revision.number, studio.form)
    folder = take_folder(studio.project.folder, number)
    yield TakeMade(take=number, clip=str(folder / CLIP), storyboard=str(folder / STORYBOARD))
    return folder


def _manifest(
    studio: Studio,
    revision: Revision,
    plan: RenderPlan,
    number: int,
    shown: Mapping[FrameId, Path],
) -> Manifest:
    frames = tuple(
        TakeFrame(
            frame=job.frame,
            key=job.key,
            still=shown[job.frame].relative_to(studio.project.folder).as_posix(),
            sha256=hashlib.sha256(shown[job.frame].read_bytes()).hexdigest(),
            prompt=job.prompt,
            negative=job.negative,
            seed=job.seed,
            over=job.over,
            luma=mean_luma(read_png(shown[job.frame])),
        )
        for job in plan.jobs
    )
    return Manifest(
        storyreel=version("storyreel"),
        take=number,
        revision=revision.number,
        created=datetime.now(UTC),
        director=studio.director.id,
        renderer=studio.renderer.capabilities(),
        settings=studio.settings,
        form=studio.form,
        script=revision.script,
        frames=frames,
        clip_frames=clip_frame_count(revision.script, studio.form),
        clip_fps=clip_fps(revision.script, studio.form),
    )
