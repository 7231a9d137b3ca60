"""What a project holds."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.render import FrameJob, RenderSettings
from schemas.reports import FrameState, ShowReport, TakeState
from schemas.script import Frame
from schemas.usage import totals
from tools.compose.graded import graded_key
from tools.compose.takes import CLIP, STORYBOARD, take_folder
from tools.project.project import Project
from tools.render.planning import plan_render, possible
from tools.render.port import Renderer
from tools.render.stills import StillStore


@dataclass(frozen=True)
class View:
    """A project to look at."""

    project: Project
    """Open for reading at least."""
    renderer: Renderer
    settings: RenderSettings


def show(view: View) -> ShowReport:
    """The current revision, the state of each frame's still, all revisions and takes.

    Raises:
        ScriptError: the project has no script yet.
        ProjectDamaged: the database is broken.
    """
    project = view.project
    head = project.revisions.head()
    stills = StillStore(project.folder / "frames", project.stills.digest_of)
    light_edits = possible(project.light_edits.all(), stills)
    plan = plan_render(head.script, view.renderer.capabilities(), view.settings, light_edits)
    frames = tuple(
        _state(view, stills, frame, index, job)
        for index, (frame, job) in enumerate(
            zip(head.script.frames, plan.jobs, strict=True), start=1
        )
    )
    takes = tuple(
        TakeState(
            take=take.number,
            revision=take.revision,
            clip=str(take_folder(project.folder, take.number) / CLIP),
            storyboard=str(take_folder(project.folder, take.number) / STORYBOARD),
        )
        for take in project.takes.list()
    )
    return ShowReport(
        project=str(project.folder),
        revision=head.number,
        script=head.script,
        frames=frames,
        revisions=project.revisions.list(),
        takes=takes,
        usage=totals(project.usage.list()),
    )


def _state(view: View, stills: StillStore, frame: Frame, index: int, job: FrameJob) -> FrameState:
    key = job.key
    if stills.has(key):
        shown = stills.path(graded_key(key, frame.grade))
        # A graded file is made when it is first needed; a reader does not write.
        path = shown if shown.exists() else stills.path(key)
        state = "fresh"
    else:
        older = view.project.stills.latest(frame.id)
        path = stills.path(older) if older is not None and stills.has(older) else None
        state = "missing" if path is None else "stale"
    return FrameState(
        id=frame.id,
        index=index,
        key=key,
        path=None if path is None else path.relative_to(view.project.folder).as_posix(),
        state=state,
        locked=frame.locked,
        prompt=job.prompt,
    )
