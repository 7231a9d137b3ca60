"""The real conversation: the agent's functions over an open studio."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from agent import shelving
from agent.approving import Approve, above
from agent.director import AnyDirector
from agent.editing import edit
from agent.making import make, resume
from agent.revising import revise
from agent.sessions import sessions
from agent.showing import View, show
from agent.studio import Studio
from agent.travelling import go_on_after, redo, undo
from schemas.capabilities import Capabilities
from schemas.edits import Edit
from schemas.errors import StoryreelError, UsageError
from schemas.render import Mode
from schemas.reports import ShowReport
from schemas.revisions import RevisionNumber
from schemas.settings import Endpoint, Settings
from tui import composition
from tui.app.candidates import Candidate, candidates
from tui.app.conversation import Crew, Look, Past, Said, Turn
from tui.inspecting import model_states
from tui.probing import known_records, probe_director


class StudioConversation:
    """Keeps one project open, and the models loaded from one project to the next.

    Args:
        settings: the user's.
        approve: asked before anything is rendered.
    """

    def __init__(self, settings: Settings, approve: Approve) -> None:
        self._settings = settings
        self._approve = approve
        self._open = ExitStack()
        self._studio: Studio | None = None
        self._directors: dict[str, AnyDirector] = {}
        self._renderers: dict[str, composition.Renderer] = {}

    def make(self, premise: str) -> Turn:
        """Leaves the open project, if any, and makes a new one from `premise`."""
        order = composition.order_of(_words(premise), self._settings)
        self.close()
        studio = self._kept(self._open.enter_context(composition.new_studio(order)))
        # Its process gets ready while the director writes.
        studio.renderer.warm()
        return make(studio, order.brief)

    def revise(self, request: str) -> Turn:
        """Does what `request` asks of the open project."""
        return revise(self._current, composition.request_of(request))

    def edit(self, edits: Sequence[Edit], words: str) -> Turn:
        """Does edits that the user made by hand; `words` tell them."""
        return edit(self._current, edits, words)

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

    def crew(self) -> Crew:
        """Who works on the open project, or would on a new one."""
        studio, settings = self._studio, self._settings
        if studio is None:
            return Crew(settings.director, settings.renderer, None)
        painter = studio.renderer.capabilities()
        return Crew(
            studio.director.id,
            painter.id,
            painter.vocabulary,
            consistency=studio.settings.mode,
            modes=painter.modes,
        )

    def candidates(self) -> tuple[Candidate, ...]:
        """Directors and renderers to choose from."""
        settings = self._settings
        return candidates(settings, model_states(settings), os.environ, known_records(settings))

    def probe(self, director: str) -> Capabilities:
        """Tries what a director can do, and remembers it."""
        return probe_director(director, self._settings)

    def add_endpoint(self, name: str, endpoint: Endpoint) -> None:
        """Makes a director on a server of the user's own known under `name`."""
        known = {**self._settings.endpoints, name: endpoint}
        self._settings = self._settings.model_copy(update={"endpoints": known})

    def take_settings(self, settings: Settings) -> None:
        """Works with other settings from the next storyboard on."""
        self._settings = settings

    def use_director(self, director: str) -> None:
        """Goes on with another director; script, talk and history stay."""
        found = self._directors.get(director)
        if found is None:
            found = composition.open_director(director, self._settings)
        self._settings = self._settings.model_copy(update={"director": director})
        if self._studio is not None:
            self._studio.project.settings.set("director", director)
            self._kept(replace(self._studio, director=found))

    def use_renderer(self, renderer: str) -> None:
        """Goes on with another renderer; the stills become stale, and none is lost."""
        found = self._renderers.get(renderer)
        if found is None:
            found = composition.open_renderer(renderer, self._settings)
        able = found.capabilities()
        self._settings = self._settings.model_copy(update={"renderer": renderer})
        if self._studio is not None:
            project, mode = self._studio.project, self._studio.settings.mode
            rendering = composition.native_settings(able)
            if mode in able.modes:
                rendering = rendering.model_copy(update={"mode": mode})
            project.settings.set("renderer", able.id)
            project.settings.set("rendering", rendering.model_dump_json())
            self._kept(replace(self._studio, renderer=found, settings=rendering))

    def use_consistency(self, mode: Mode) -> None:
        """Ties the frames of a shot together in another way; stills of the old one are kept."""
        self._studio = composition.with_consistency(self._current, mode)

    def look(self, number: RevisionNumber) -> Look:
        """An earlier revision of the open project."""
        script = self._current.project.revisions.get(number).script
        return Look(number, script, self._current.shown(script))

    def past(self) -> Sequence[Past]:
        """Where the talk can go back to, the newest first, and then the branches that were left."""
        report = sessions(self._current.project)
        before = (None, *(each.number for each in report.said))
        turns = [
            Past(after, f"before: {each.text}", each.text)
            for after, each in zip(before, report.said, strict=False)
            if each.role == "user"
        ]
        branches = [
            Past(each.session, f"the branch that ends with: {each.last}", "")
            for each in report.sessions
            if not each.current and each.session != report.current
        ]
        return (*reversed(turns), *reversed(branches))

    def go_to(self, past: Past) -> None:
        """Takes talk, script and stills there; nothing is lost."""
        for _ in go_on_after(self._current, past.after):
            # It renders nothing: there is nothing to report on the way.
            pass

    def fork(self, folder: Path) -> Path:
        """Copies a project; returns the copy's folder."""
        with self._left(folder):
            return shelving.fork(folder)

    def rename(self, folder: Path, name: str) -> Path:
        """Renames a project's folder, leaving it first if it is open; returns the new folder."""
        with self._left(folder):
            return shelving.rename(folder, name)

    def remove(self, folder: Path) -> None:
        """Deletes a project, leaving it first if it is open."""
        with self._left(folder):
            shelving.remove(folder)

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

    @contextmanager
    def _left(self, folder: Path) -> Generator[None]:
        """Leaves the project for good if it is open; opens it again where that was in vain."""
        opened = self._studio is not None and self._studio.project.folder == folder.absolute()
        if opened:
            self.close()
        try:
            yield
        except StoryreelError:
            if opened:
                self.open(folder)
            raise

    @property
    def _current(self) -> Studio:
        if self._studio is None:
            raise UsageError(
                "no storyboard is open", hint="type a premise, or /open an earlier storyboard"
            )
        return self._studio

    def _kept(self, studio: Studio) -> Studio:
        """Makes `studio` the current one, with models that are loaded already."""
        director = self._directors.setdefault(studio.director.id, studio.director)
        painter = studio.renderer.capabilities().id
        renderer = self._renderers.setdefault(painter, studio.renderer)
        approve = above(self._settings.approve_above, self._approve)
        self._studio = replace(
            studio, director=director, renderer=renderer, approve=approve, previews=True
        )
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
        consistency=None,
        writing="stepwise",
        form="animatic",
    )
