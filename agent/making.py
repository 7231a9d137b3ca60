"""The main job: premise to frame script to take."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from agent.director import Brief
from agent.drawing import approved_take
from agent.standing import standing_take
from agent.studio import Studio
from agent.taking import Taken
from schemas.drafts import FrameDraft, ScriptDraft
from schemas.errors import DirectorError, ProjectError, RenderDeclined
from schemas.events import Event, FrameWritten, LoadingDirector, Reply, RevisionMade, UsageCounted
from schemas.reports import MakeReport, PhaseSeconds, RenderReport
from tools.script.building import build_script


def make(studio: Studio, brief: Brief) -> Generator[Event, None, MakeReport]:
    """Writes the first revision of a new project, renders it and composes its clip.

    Raises:
        DirectorError: the director failed.
        RenderError: a still or the clip could not be made; what was finished stays.
        ModelMissing: weights are absent or damaged.
    """
    started = time.monotonic()
    studio.project.pending.begin(brief.model_dump_json())
    yield from _write(studio, brief)
    return (yield from _complete(studio, started, time.monotonic() - started))


def resume(studio: Studio) -> Generator[Event, None, RenderReport]:
    """Completes what a kill or an error left behind: the script, the stills, the clip.

    Where nothing is left to do, nothing is done: the report is about the newest take.

    Raises:
        ProjectError: the project holds neither a script nor a premise.
        ProjectDamaged: what it holds cannot be read.
        DirectorError, RenderError, ModelMissing: as for `make`.
    """
    started = time.monotonic()
    yield from _write_what_is_pending(studio)
    taken = standing_take(studio)
    if taken is None:
        return (yield from _completed(studio, started))
    yield Reply(text="Nothing to do: the newest take shows the script as it is.")
    return RenderReport(**dict(_report(studio, taken, started, 0.0)), unchanged=True)


def retake(studio: Studio) -> Generator[Event, None, RenderReport]:
    """Completes a project as `resume` does, and makes another take in any case.

    Raises:
        ProjectError, DirectorError, RenderError, ModelMissing: as for `resume`.
    """
    started = time.monotonic()
    yield from _write_what_is_pending(studio)
    return (yield from _completed(studio, started))


def _completed(studio: Studio, started: float) -> Generator[Event, None, RenderReport]:
    report = yield from _complete(studio, started, time.monotonic() - started)
    return RenderReport(**dict(report), unchanged=False)


def _write_what_is_pending(studio: Studio) -> Generator[Event, None, None]:
    brief = studio.project.pending.brief(Brief.model_validate_json)
    if brief is not None:
        yield LoadingDirector(director=studio.director.id)
        # The director is deterministic for a seed, so writing again gives the same frames.
        studio.project.pending.begin(brief.model_dump_json())
        yield from _write(studio, brief)
    elif studio.project.revisions.is_empty():
        raise unfinished(studio.project.folder)


def unfinished(folder: Path) -> ProjectError:
    """The error for a project whose making was stopped before its premise was stored."""
    return ProjectError(
        f"the project {str(folder)!r} was stopped before its premise was stored",
        hint="run `storyreel make` with the same --out again",
    )


def _write(studio: Studio, brief: Brief) -> Generator[Event, None, None]:
    studio.director.load()
    draft = yield from _written(studio, brief)
    script = build_script(
        draft,
        premise=brief.premise,
        seed=brief.seed,
        width=studio.settings.width,
        height=studio.settings.height,
        fps=6,
    )
    revision = studio.project.revisions.first(script, brief.premise)
    ids = tuple(frame.id for frame in script.frames)
    yield RevisionMade(number=revision.number, summary=revision.summary, changed=ids)


def _written(studio: Studio, brief: Brief) -> Generator[Event, None, ScriptDraft]:
    with closing(studio.director.write(brief)) as frames:
        index = 0
        while True:
            try:
                frame = next(frames)
            except StopIteration as done:
                draft: ScriptDraft = done.value
                break
            if not isinstance(frame, FrameDraft):
                if isinstance(frame, UsageCounted):
                    studio.project.usage.add(frame.usage)
                yield frame
                continue
            index += 1
            studio.project.pending.add(frame)
            yield FrameWritten(index=index, expected=brief.num_frames, frame=frame)
    if not draft.frames:
        raise DirectorError(
            f"the director {studio.director.id} wrote no frame for {brief.premise!r}",
            hint="try again with another --seed, or say more in the premise",
        )
    return draft


def _complete(
    studio: Studio, started: float, write_seconds: float
) -> Generator[Event, None, MakeReport]:
    try:
        taken = yield from approved_take(studio)
    except RenderDeclined as error:
        taken = None
        yield Reply(text=f"{error.message}; {error.hint}.")
    return _report(studio, taken, started, write_seconds)


def _report(
    studio: Studio, taken: Taken | None, started: float, write_seconds: float
) -> MakeReport:
    head = studio.project.revisions.head()
    return MakeReport(
        project=str(studio.project.folder),
        revision=head.number,
        frames=len(head.script.frames),
        clip=str(taken.clip) if taken else "",
        storyboard=str(taken.storyboard) if taken else "",
        rendered=taken.rendered if taken else (),
        reused=taken.reused if taken else tuple(studio.shown(head.script)),
        seconds=PhaseSeconds(
            write=write_seconds,
            render=taken.render_seconds if taken else 0.0,
            compose=taken.compose_seconds if taken else 0.0,
            total=time.monotonic() - started,
        ),
        director=studio.director.id,
        renderer=studio.renderer.capabilities().id,
    )
