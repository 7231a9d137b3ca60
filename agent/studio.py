"""What a turn works with, put together by the composition root."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.approving import Approve, approve_all
from agent.director import AnyDirector
from agent.render_history import RenderHistory
from schemas.render import Digest, RenderSettings
from schemas.script import FrameId, FrameScript
from schemas.takes import ClipForm
from tools.compose.graded import ensure_graded
from tools.project.project import Project
from tools.render.planning import RenderPlan, plan_render, possible
from tools.render.port import Renderer
from tools.render.stills import StillStore


@dataclass(frozen=True)
class Studio:
    """One open project with the director and the renderer that work on it."""

    project: Project
    """Open for writing."""
    director: AnyDirector
    renderer: Renderer
    settings: RenderSettings
    """How every frame of the project is rendered."""
    form: ClipForm
    """Form of the clips."""
    approve: Approve = approve_all
    """Asked before anything is rendered."""
    history: RenderHistory | None = None
    """How long stills took on this machine; None where nobody remembers."""
    previews: bool = False
    """Whether somebody watches stills while they are denoised."""

    @property
    def stills(self) -> StillStore:
        """The project's stills, verified against what the database recorded of them."""
        return StillStore(self.project.folder / "frames", self.project.stills.digest_of)

    def plan(self, script: FrameScript) -> RenderPlan:
        """The render jobs of every frame of `script`."""
        light_edits = possible(self.project.light_edits.all(), self.stills)
        return plan_render(script, self.renderer.capabilities(), self.settings, light_edits)

    def seconds_per_still(self) -> float | None:
        """What a still took lately, in this project or else on this machine; None: not known."""
        own = self.project.stills.mean_seconds()
        if own is not None or self.history is None:
            return own
        return self.history.mean_seconds(self.renderer.capabilities(), self.settings)

    def note_seconds(self, seconds: float) -> None:
        """Remembers what a still took, for later projects."""
        if self.history is not None:
            self.history.note(self.renderer.capabilities(), self.settings, seconds)

    def shown(self, script: FrameScript) -> Mapping[FrameId, Path]:
        """The still of each frame as the viewer sees it (grade applied), where there is one."""
        keys = keys_of(self.plan(script))
        return {
            frame.id: ensure_graded(self.stills.folder, keys[frame.id], frame.grade)
            for frame in script.frames
            if self.stills.has(keys[frame.id])
        }


def keys_of(plan: RenderPlan) -> dict[FrameId, Digest]:
    """The render key of each frame, in frame order."""
    return {job.frame: job.key for job in plan.jobs}
