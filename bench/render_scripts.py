"""Frame scripts and requests for measuring the renderer."""

from __future__ import annotations

from schemas.render import Capabilities, Mode, RenderRequest, RenderSettings
from schemas.script import Frame, FrameScript, SceneObject, Shot
from tools.render.planning import attended, native_settings, plan_render

_POSITIONS = ("left", "center", "right")
_SCALES = ("medium", "close-up", "far")


def one_shot(num_frames: int, seed: int) -> FrameScript:
    """A fox and a lantern in one shot of 1 to 64 frames, no two of them alike.

    Every other frame has another time and weather, so that prompts differ as they do in a story.
    """
    frames = tuple(_frame(number) for number in range(1, num_frames + 1))
    return FrameScript(
        title="A fox",
        premise="a fox finds a lantern in the forest",
        seed=seed,
        shots=(Shot(id="s1", anchor="f1"),),
        frames=frames,
        last_id=num_frames,
    )


def _frame(number: int) -> Frame:
    place = number - 1
    return Frame(
        id=f"f{number}",
        shot="s1",
        objects=(
            SceneObject(name="fox", position=_POSITIONS[place % 3], scale=_SCALES[place // 3 % 3]),
            SceneObject(name="lantern", position=_POSITIONS[(place + 1) % 3], scale="far"),
        ),
        background="forest",
        action="A fox looks at a lantern.",
        time_of_day=("day", "dusk", "night", "dawn")[place // 9 % 4],
        weather=("clear", "snow")[place % 2],
    )


def settings_for(
    known: Capabilities, mode: Mode, num_inference_steps: int, filter_fraction: float
) -> RenderSettings:
    """The renderer's own size and guidance, with these choices."""
    return native_settings(known).model_copy(
        update={
            "mode": mode,
            "num_inference_steps": num_inference_steps,
            "filter_fraction": filter_fraction,
        }
    )


def whole_clip(script: FrameScript, known: Capabilities, settings: RenderSettings) -> RenderRequest:
    """Every frame of `script`, none of them known before."""
    plan = plan_render(script, known, settings)
    jobs = plan.jobs
    return RenderRequest(jobs=jobs, settings=settings, attended=attended(plan, jobs))


def one_frame(
    script: FrameScript, place: int, known: Capabilities, settings: RenderSettings
) -> RenderRequest:
    """The frame at a 0-based place, as after an edit that changed no other."""
    plan = plan_render(script, known, settings)
    jobs = plan.jobs[place : place + 1]
    return RenderRequest(jobs=jobs, settings=settings, attended=attended(plan, jobs))
