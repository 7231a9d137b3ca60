"""The real conversation: the agent's functions over an open studio."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from agent.director import Director
from agent.making import make, resume
from agent.revising import revise
from agent.showing import View, show
from agent.studio import Studio
from agent.travelling import redo, undo
from schemas.errors import UsageError
from schemas.reports import ShowReport
from schemas.settings import Settings
from tui import composition
from tui.app.conversation import Said, Turn


class StudioConversation:
    """Keeps one project open, and the models loaded from one project to the next.

    Args:
        settings: the user's.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open = ExitStack()
        self._studio: Studio | None = None
        self._directors: dict[str, Director] = {}

    def make(self, premise: str) -> Turn:
        """Leaves the open project, if any, and makes a new one from `premise`."""
        order = composition.order_of(_words(premise), self._settings)
        self.close()
        studio = self._kept(self._open.enter_context(composition.new_studio(order)))
        return make(studio, order.brief)

    def revise(self, request: str) -> Turn:
        """Does what `request` asks of the open project."""
        return revise(self._current, composition.request_of(request))

    def undo(self) -> Turn:
        """Goes one change back."""
        return undo(self._current)

    def redo(self) -> Turn:
        """Takes the last undo back."""
        return redo(self._current)

    def render(self) -> Turn:
        """Completes what is stale or missing."""
        return resume(self._current)

    def open(self, folder: Path) -> None:
        """Leaves the open project, if any, and opens another."""
        with ExitStack() as opening:
            studio = opening.enter_context(composition.open_studio(folder, None, self._settings))
            self.close()
            self._open = opening.pop_all()
        self._kept(studio)

    def report(self) -> ShowReport:
        """What the open project holds."""
        studio = self._current
        return show(View(studio.project, studio.renderer, studio.settings))

    def said(self) -> Sequence[Said]:
        """What was said about the open project, from the premise on."""
        project = self._current.project
        premise = project.revisions.head().script.premise
        spoken = (Said(each.role, each.text) for each in project.transcript.list())
        return (Said("user", premise), *spoken)

    def close(self) -> None:
        """Leaves the open project and frees its lock."""
        self._studio = None
        self._open.close()

    @property
    def _current(self) -> Studio:
        if self._studio is None:
            raise UsageError(
                "no storyboard is open", hint="type a premise, or /open an earlier storyboard"
            )
        return self._studio

    def _kept(self, studio: Studio) -> Studio:
        """Makes `studio` the current one, with a director that is loaded already."""
        director = self._directors.setdefault(studio.director.id, studio.director)
        self._studio = replace(studio, director=director)
        return self._studio


def _words(premise: str) -> Namespace:
    """What `storyreel make PREMISE` would be given, everything else as it is by default."""
    return Namespace(
        premise=premise,
        out=None,
        frames=None,
        seed=None,
        director=None,
        renderer=None,
        writing="stepwise",
        form="animatic",
    )
