"""Asking in the terminal before a long render."""

from __future__ import annotations

import re
import sys

from agent.approving import Approve, above, approve_all
from schemas.approval import Approved, Decision, Rejected, RenderOnly
from schemas.events import RenderPlanned
from schemas.settings import Settings


def approval(settings: Settings, *, yes: bool) -> Approve:
    """Who decides about renders that take longer than the settings allow without asking.

    The user, where somebody sits at the terminal; `--yes` is an answer given before.
    """
    if yes:
        return approve_all
    return above(settings.approve_above, ask if sys.stdin.isatty() else nobody_to_ask)


def nobody_to_ask(planned: RenderPlanned) -> Decision:
    """No: a script that runs unattended says `--yes` where it means it."""
    del planned
    return Rejected()


def ask(planned: RenderPlanned) -> Decision:
    """Asks on stderr until the answer can be read; no answer at all is a no."""
    about = "" if planned.seconds is None else f", about {planned.seconds:.0f} s"
    frames = " ".join(planned.render)
    print(f"to render: {frames} ({len(planned.render)} stills{about})", file=sys.stderr)
    while True:
        print("render? yes, no, or the frames to render now: ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            return Rejected()
        if (decision := decision_in(line, planned)) is not None:
            return decision
        print(f"say yes, no, or some of {frames}", file=sys.stderr)


def decision_in(line: str, planned: RenderPlanned) -> Decision | None:
    """What was typed; None where it is no answer."""
    words = re.split(r"[\s,]+", line.strip().lower())
    if words in (["y"], ["yes"]):
        return Approved()
    if words in (["n"], ["no"]):
        return Rejected()
    if words != [""] and set(words) <= set(planned.render):
        return RenderOnly(frames=tuple(frame for frame in planned.render if frame in words))
    return None
