"""Which stills a script needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from pathlib import PurePath
from typing import NamedTuple

from schemas.errors import UsageError
from schemas.render import Capabilities, Digest, FrameJob, Mode, Over, RenderSettings
from schemas.script import Frame, FrameId, FrameScript
from tools.render.dialects.compiling import compile_prompt
from tools.render.dialects.prompt import FramePrompt
from tools.render.keys import Ingredients, render_key
from tools.render.seeds import noise_seed
from tools.render.stills import StillStore

_FROM_NOISE: Mapping[Digest, Over] = {}


class RenderPlan(NamedTuple):
    """One job for each frame, in frame order; frames that look the same have the same key."""

    jobs: tuple[FrameJob, ...]
    settings: RenderSettings
    prompts: dict[FrameId, FramePrompt]
    """Each frame's prompt with what the renderer's vocabulary could not say."""
    own: dict[FrameId, Digest]
    """Digest of what each frame says itself, whatever it attends to says."""
    plain: dict[FrameId, Digest]
    """The render key that each frame has where it is drawn from noise."""
    wanted: frozenset[FrameId] | None = None
    """The frames whose stills are to be there; None: all."""


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
    script: FrameScript,
    capabilities: Capabilities,
    settings: RenderSettings,
    light_edits: Mapping[Digest, Over] = _FROM_NOISE,
) -> RenderPlan:
    """The jobs of every frame of `script`. Costs no rendering.

    Args:
        script: the script.
        capabilities: of the renderer.
        settings: how all frames are rendered.
        light_edits: what is drawn over an earlier still, by the key that it has without.

    Raises:
        UsageError: the renderer does not support the consistency mode.
    """
    require_mode(settings.mode, capabilities)
    prompts = {
        frame.id: compile_prompt(frame, script, capabilities.dialect, capabilities.vocabulary)
        for frame in script.frames
    }
    alone = {
        frame.id: _ingredients(frame, script, prompts[frame.id], capabilities, settings)
        for frame in script.frames
    }
    whole = {
        frame.id: alone[frame.id].model_copy(
            update={"depends_on": _depends_on(frame, script, alone, settings)}
        )
        for frame in script.frames
    }
    plain = {frame: render_key(ingredients) for frame, ingredients in whole.items()}
    jobs = tuple(
        _job(frame, whole[frame.id], light_edits.get(plain[frame.id])) for frame in script.frames
    )
    own = {frame: render_key(ingredients) for frame, ingredients in alone.items()}
    return RenderPlan(jobs, settings, prompts, own, plain)


def possible(light_edits: Mapping[Digest, Over], store: StillStore) -> dict[Digest, Over]:
    """Those of which the still to draw over is kept; the others are drawn from noise."""
    kept = store.latents.kept() if light_edits else frozenset[Digest]()
    return {key: over for key, over in light_edits.items() if over.key in kept}


def require_mode(mode: Mode, capabilities: Capabilities) -> None:
    """Makes sure that the renderer has that consistency mode.

    Raises:
        UsageError: it has not.
    """
    if mode not in capabilities.modes:
        raise UsageError(
            f"the renderer {capabilities.id} does not support the consistency {mode!r}",
            hint=f"use one of: {', '.join(capabilities.modes)}",
        )


def missing(plan: RenderPlan, store: StillStore) -> tuple[FrameJob, ...]:
    """The jobs whose still is absent or damaged: the first of each key, in frame order."""
    firsts = {job.key: job for job in reversed(plan.jobs)}
    wanted = {job.key for job in plan.jobs if plan.wanted is None or job.frame in plan.wanted}
    return tuple(
        job
        for job in plan.jobs
        if job is firsts[job.key] and job.key in wanted and not store.has(job.key)
    )


def only(plan: RenderPlan, wanted: Set[FrameId]) -> RenderPlan:
    """The plan for the stills of some frames; they attend to what they would attend to anyway."""
    return plan._replace(wanted=frozenset(wanted))


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


def _job(frame: Frame, whole: Ingredients, over: Over | None) -> FrameJob:
    return FrameJob(
        frame=frame.id,
        key=render_key(whole.model_copy(update={"over": over})),
        shot=frame.shot,
        prompt=whole.prompt,
        negative=whole.negative,
        seed=whole.seed,
        anchor=whole.depends_on[0] if whole.mode == "anchor" and whole.depends_on else None,
        over=over,
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
