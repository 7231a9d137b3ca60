"""The gate before a render: what it costs is shown, and somebody may say no before it is spent."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from typing import TypeVar

from schemas.approval import Approved, Decision, Rejected, RenderOnly
from schemas.errors import RenderDeclined
from schemas.events import Event, RenderPlanned

T = TypeVar("T")

Approve = Callable[[RenderPlanned], Decision]
"""Decides about a plan; may ask somebody, and wait for the answer."""


def approve_all(planned: RenderPlanned) -> Decision:
    """Approves every plan."""
    del planned
    return Approved()


def above(seconds: float, ask: Approve) -> Approve:
    """Asks only about plans that take longer; one of unknown length is not asked about.

    Args:
        seconds: the longest that needs no approval.
        ask: decides about longer ones.
    """

    def approve(planned: RenderPlanned) -> Decision:
        if planned.seconds is None or planned.seconds <= seconds:
            return Approved()
        return ask(planned)

    return approve


def gated(work: Generator[Event, None, T], approve: Approve) -> Generator[Event, None, T]:
    """Passes the events of `work` on; closes it at a plan that is not approved as it is.

    Raises:
        RenderDeclined: somebody said no, or wants less; nothing of that plan was rendered.
    """
    with closing(work):
        while True:
            try:
                event = next(work)
            except StopIteration as done:
                return done.value
            yield event
            if not isinstance(event, RenderPlanned) or not event.render:
                continue
            match approve(event):
                case Approved():
                    pass
                case RenderOnly(frames=frames):
                    raise _declined(event, frames, "")
                case Rejected(reason=reason):
                    raise _declined(event, (), reason)


def _declined(planned: RenderPlanned, wanted: tuple[str, ...], reason: str) -> RenderDeclined:
    count = len([frame for frame in planned.render if frame not in wanted])
    cost = "" if planned.seconds is None else f" (about {max(1, round(planned.seconds))} s)"
    return RenderDeclined(
        f"rendering {count} frame{'s' if count != 1 else ''}{cost} was not approved",
        hint="the script is kept; `storyreel render --yes` renders what is missing",
        wanted=wanted,
        reason=reason,
    )
