"""Which stills a script needs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import NamedTuple

from schemas.errors import UsageError
from schemas.render import Capabilities, Digest, FrameJob, RenderSettings
from schemas.script import Frame, FrameId, FrameScript
from tools.render.dialects.compiling import compile_prompt
from tools.render.dialects.prompt import FramePrompt
from tools.render.keys import Ingredients, render_key
from tools.render.seeds import noise_seed
from tools.render.stills import StillStore


class RenderPlan(NamedTuple):
    """One job for each frame, in frame order; frames that look the same have the same key."""

    jobs: tuple[FrameJob, ...]
    settings: RenderSettings
    prompts: dict[FrameId, FramePrompt]
    """Each frame's prompt with what the renderer's vocabulary could not say."""


def native_settings(capabilities: Capabilities) -> RenderSettings:
    """The settings that a renderer's makers meant for it."""
    return RenderSettings(
        width=capabilities.width,
        height=capabilities.height,
        num_inference_steps=capabilities.num_inference_steps,
        guidance_scale=capabilities.guidance_scale,
        mode=capabilities.modes[0],
    )


def plan_render(
    script: FrameScript, capabilities: Capabilities, settings: RenderSettings
) -> RenderPlan:
    """The jobs of every frame of `script`. Costs no rendering.

    Raises:
        UsageError: the renderer does not support the consistency mode.
    """
    if settings.mode not in capabilities.modes:
        raise UsageError(
            f"the renderer {capabilities.id} does not support the mode {settings.mode!r}",
            hint=f"use one of: {', '.join(capabilities.modes)}",
        )
    prompts = {
        frame.id: compile_prompt(frame, script, capabilities.dialect, capabilities.vocabulary)
        for frame in script.frames
    }
    alone = {
        frame.id: _ingredients(frame, script, prompts[frame.id], capabilities, settings)
        for frame in script.frames
    }
    jobs = tuple(_job(frame, script, alone, settings) for frame in script.frames)
    return RenderPlan(jobs, settings, prompts)


def missing(plan: RenderPlan, store: StillStore) -> tuple[FrameJob, ...]:
    """The jobs whose still is absent or damaged: the first of each key, in frame order."""
    firsts = {job.key: job for job in reversed(plan.jobs)}
    return tuple(job for job in plan.jobs if job is firsts[job.key] and not store.has(job.key))


def attended(plan: RenderPlan, jobs: Sequence[FrameJob]) -> tuple[FrameJob, ...]:
    """The frames of the plan that `jobs` attend to, in frame order."""
    match plan.settings.mode:
        case "none":
            return ()
        case "anchor":
            anchors = {job.anchor or job.key for job in jobs}
            return tuple(job for job in plan.jobs if job.key in anchors)
        case "rotate":
            shots = {job.shot for job in jobs}
            return tuple(job for job in plan.jobs if job.shot in shots)


def _job(
    frame: Frame,
    script: FrameScript,
    alone: dict[FrameId, Ingredients],
    settings: RenderSettings,
) -> FrameJob:
    own = alone[frame.id]
    depends_on = _depends_on(frame, script, alone, settings)
    return FrameJob(
        frame=frame.id,
        key=render_key(own.model_copy(update={"depends_on": depends_on})),
        shot=frame.shot,
        prompt=own.prompt,
        negative=own.negative,
        seed=own.seed,
        anchor=depends_on[0] if settings.mode == "anchor" and depends_on else None,
    )


def _depends_on(
    frame: Frame,
    script: FrameScript,
    alone: dict[FrameId, Ingredients],
    settings: RenderSettings,
) -> tuple[Digest, ...]:
    match settings.mode:
        case "none":
            return ()
        case "anchor":
            anchor = script.shot(frame.shot).anchor
            return () if anchor == frame.id else (render_key(alone[anchor]),)
        case "rotate":
            return tuple(render_key(alone[f.id]) for f in script.frames if f.shot == frame.shot)


def _ingredients(
    frame: Frame,
    script: FrameScript,
    prompt: FramePrompt,
    capabilities: Capabilities,
    settings: RenderSettings,
) -> Ingredients:
    return Ingredients(
        renderer_version=capabilities.version,
        model=PurePath(capabilities.id).name,
        weights=capabilities.weights,
        scheduler=capabilities.scheduler,
        num_inference_steps=settings.num_inference_steps,
        guidance_scale=settings.guidance_scale,
        width=settings.width,
        height=settings.height,
        prompt=prompt.text,
        negative=prompt.negative,
        seed=noise_seed(script.seed, frame.shot, frame.variation),
        mode=settings.mode,
        filter_fraction=settings.filter_fraction,
        dtype=capabilities.dtype,
        device=capabilities.device,
        depends_on=(),
    )
