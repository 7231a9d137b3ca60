"""What a plan will cost, before it is spent."""

from __future__ import annotations

from schemas.events import RenderPlanned
from tools.render.planning import RenderPlan, attended, missing
from tools.render.stills import StillStore


def announce(
    plan: RenderPlan, store: StillStore, before: RenderPlan | None, mean_seconds: float | None
) -> RenderPlanned:
    """Which frames of `plan` are rendered, which only follow, and for how long at most.

    Args:
        plan: the plan.
        store: knows which stills there are.
        before: the plan whose stills were shown last; None where there were none.
        mean_seconds: what a still took so far, seconds; None where none was rendered.
    """
    lacking = missing(plan, store)
    keys = {job.key for job in lacking}
    render = tuple(job.frame for job in plan.jobs if job.key in keys)
    again = {job.key: job.frame for job in attended(plan, lacking) if job.key not in keys}
    own = {} if before is None else before.own
    return RenderPlanned(
        render=render,
        reuse=tuple(job.frame for job in plan.jobs if job.key not in keys),
        followers=tuple(frame for frame in render if own.get(frame) == plan.own[frame]),
        again=tuple(again.values()),
        seconds=None if mean_seconds is None else mean_seconds * (len(keys) + len(again)),
    )
