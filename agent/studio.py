"""What a turn works with, put together by the composition root."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.director import Director
from schemas.render import Digest, RenderSettings
from schemas.script import FrameId, FrameScript
from schemas.takes import ClipForm
from tools.compose.graded import ensure_graded
from tools.project.project import Project
from tools.render.planning import RenderPlan, plan_render
from tools.render.port import Renderer
from tools.render.stills import StillStore


@dataclass(frozen=True)
class Studio:
    """One open project with the director and the renderer that work on it."""

    project: Project
    """Open for writing."""
    director: Director
    renderer: Renderer
    settings: RenderSettings
    """How every frame of the project is rendered."""
    form: ClipForm
    """Form of the clips."""

    @property
    def stills(self) -> StillStore:
        """The project's stills, verified against what the database recorded of them."""
        return StillStore(self.project.folder / "frames", self.project.stills.digest_of)

    def plan(self, script: FrameScript) -> RenderPlan:
        """The render jobs of every frame of `script`."""
        return plan_render(script, self.renderer.capabilities(), self.settings)

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
