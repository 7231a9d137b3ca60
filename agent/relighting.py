"""Changes of light and weather, drawn over the still that the frame has."""

from __future__ import annotations

from collections.abc import Mapping

from agent.studio import Studio
from schemas.render import Digest, Over
from schemas.script import Frame, FrameId, FrameScript
from tools.render.planning import RenderPlan

_STRENGTHS: Mapping[str, float] = {"weather": 0.6, "lighting": 0.6, "time_of_day": 0.7}
"""The share of denoising steps that each kind of change takes.

With the pocket renderer the outcome at 0.6 is the one of a full render (structural similarity 0.96
and more), and its light changes as much; the steps before settle where things are.
"""

_UNSEEN = ("hold", "locked", "grade", "camera")
"""Fields that shape no pixel of a still."""


def note_light_edits(studio: Studio, script: FrameScript) -> None:
    """Notes which frames of `script` are to be drawn over what the last take shows of them.

    These are frames that differ from the take's in light and weather only, whose latents are kept,
    and to which no other frame attends. They keep their composition and cost fewer steps.
    """
    take = studio.project.takes.latest()
    if take is None or studio.settings.mode == "rotate":
        return
    before = studio.project.revisions.get(take.revision).script
    if _shared(before) != _shared(script):
        return
    old, new = studio.plan(before), studio.plan(script)
    studio.project.light_edits.note(
        {
            new.plain[frame.id]: over
            for frame in script.frames
            if (over := _over(studio, frame, (before, old), (script, new))) is not None
        }
    )


def _over(
    studio: Studio,
    frame: Frame,
    before: tuple[FrameScript, RenderPlan],
    after: tuple[FrameScript, RenderPlan],
) -> Over | None:
    strength = _strength(before[0], frame)
    if strength is None or _is_attended_to(studio, frame.id, after[0]):
        return None
    old, new = (_job_key(plan, frame.id) for plan in (before[1], after[1]))
    if old == new or studio.stills.has(new) or old not in studio.stills.latents.kept():
        return None
    return Over(key=old, strength=strength)


def _strength(before: FrameScript, frame: Frame) -> float | None:
    old = next((each for each in before.frames if each.id == frame.id), None)
    if old is None:
        return None
    changed = [name for name in _STRENGTHS if getattr(old, name) != getattr(frame, name)]
    same = {name: getattr(frame, name) for name in (*_STRENGTHS, *_UNSEEN)}
    if not changed or old.model_copy(update=same) != frame:
        return None
    return max(_STRENGTHS[name] for name in changed)


def _is_attended_to(studio: Studio, frame: FrameId, script: FrameScript) -> bool:
    return studio.settings.mode == "anchor" and any(shot.anchor == frame for shot in script.shots)


def _job_key(plan: RenderPlan, frame: FrameId) -> Digest:
    return next(job.key for job in plan.jobs if job.frame == frame)


def _shared(script: FrameScript) -> tuple[object, ...]:
    """What all frames share that shapes their pixels."""
    return script.style, script.characters, script.seed, script.shots
