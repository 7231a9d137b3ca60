"""The stills of a script that is being edited, and what is measured on them."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from agent.drawing import approved_stills
from agent.measuring import facts_of, luma_under
from agent.strengthening import strengthened
from agent.studio import Studio
from schemas.edits import Edit
from schemas.errors import RenderDeclined
from schemas.events import Event
from schemas.revisions import Revision
from schemas.script import FrameId, FrameScript
from schemas.takes import Facts


class Pictures:
    """Draws before anything is committed: stills lie under their keys, whoever needs them.

    Args:
        studio: where.
        head: the revision that the turn began with.
    """

    def __init__(self, studio: Studio, head: Revision) -> None:
        self._studio = studio
        self._head = head
        self._drawn: FrameScript | None = None
        self.rendered: set[FrameId] = set()
        """Frames that got a new still in this turn."""
        self.seconds = 0.0
        """What rendering them took."""
        self.declined: RenderDeclined | None = None
        """Set where somebody did not approve a render: nothing more is rendered in this turn."""

    @cached_property
    def before(self) -> Mapping[FrameId, Path]:
        """The stills as shown when the turn began."""
        return self._studio.shown(self._head.script)

    def strengthened(self, edit: Edit, script: FrameScript) -> tuple[Edit, ...]:
        """`edit`, with the exposure of a grade raised or lowered until it shows."""
        return strengthened((edit,), script, luma_under(self._studio, script))

    def draw(self, script: FrameScript) -> Generator[Event, None, None]:
        """Renders what `script` lacks.

        Raises:
            RenderDeclined: somebody does not want that.
            RenderError: a still could not be made.
        """
        if self.declined is not None:
            raise self.declined
        if script == self._drawn:
            return
        started = time.monotonic()
        try:
            self.rendered |= yield from approved_stills(self._studio, script, self._head.number)
        except RenderDeclined as error:
            self.declined = error
            raise
        finally:
            self.seconds += time.monotonic() - started
        self._drawn = script

    def facts(self, frames: Sequence[FrameId], script: FrameScript) -> tuple[Facts, ...]:
        """Measures the stills of `frames`, as shown at the turn's beginning and with `script`.

        Frames without a still now are left out.
        """
        shown = self._studio.shown(script)
        return facts_of((frame for frame in frames if frame in shown), self.before, shown)
