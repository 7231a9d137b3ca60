"""Rendering behind the gate: as planned, or only the frames that somebody wants now."""

from __future__ import annotations

from collections.abc import Generator

from agent.approving import gated
from agent.relighting import note_light_edits
from agent.studio import Studio
from agent.taking import Taken, make_take, render_some, render_stills
from schemas.errors import RenderDeclined
from schemas.events import Event
from schemas.revisions import RevisionNumber
from schemas.script import FrameId, FrameScript


def approved_take(studio: Studio) -> Generator[Event, None, Taken]:
    """Makes a take of the head revision, if what it lacks may be rendered.

    Raises:
        RenderDeclined: not all of it may; what may be has been rendered.
        RenderError: a still or the clip could not be made.
    """
    head = studio.project.revisions.head()
    try:
        return (yield from gated(make_take(studio), studio.approve))
    except RenderDeclined as error:
        yield from render_some(studio, studio.plan(head.script), head.number, set(error.wanted))
        raise


def approved_stills(
    studio: Studio, script: FrameScript, base: RevisionNumber
) -> Generator[Event, None, frozenset[FrameId]]:
    """Renders what a script lacks that is not committed yet, if it may be rendered.

    Args:
        studio: where.
        script: the script.
        base: the revision that it is based on.

    Returns:
        The frames that were rendered.

    Raises:
        RenderDeclined: not all of it may be rendered; what may be has been.
        RenderError: a still could not be made.
    """
    note_light_edits(studio, script)
    plan = studio.plan(script)
    try:
        return (yield from gated(render_stills(studio, plan, base), studio.approve))
    except RenderDeclined as error:
        yield from render_some(studio, plan, base, set(error.wanted))
        raise
