"""The composition root: the only place that knows which parts stand behind the ports."""

from __future__ import annotations

import os
import secrets
from argparse import Namespace
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from agent.director import AnyDirector, Brief
from agent.making import unfinished
from agent.pocket.director import PocketDirector
from agent.render_history import RenderHistory
from agent.showing import View
from agent.studio import Studio
from schemas.errors import ProjectDamaged, UsageError
from schemas.render import Mode, RenderSettings
from schemas.script import FRAMES_LIMIT
from schemas.settings import Settings
from schemas.takes import ClipForm
from schemas.text import Premise, printable
from tools.project.placing import new_folder, require_space
from tools.project.project import Project
from tools.render import catalog
from tools.render.planning import native_settings, require_mode
from tools.render.port import Renderer
from tools.render.worker.renderer import WorkerRenderer
from tui.environment import first_problem

T = TypeVar("T")


@dataclass(frozen=True)
class Order:
    """What `make` was asked for, checked."""

    brief: Brief
    out: Path | None
    """Where the project is to lie; None: in a new folder of `projects`."""
    projects: Path
    director: AnyDirector
    renderer: Renderer
    rendering: RenderSettings
    form: ClipForm
    history: RenderHistory


def open_director(director_id: str, settings: Settings) -> AnyDirector:
    """The director of that id; loads nothing yet.

    Raises:
        UsageError: there is no such director.
    """
    if director_id == "pocket":
        return PocketDirector(settings.folders.cache)
    # LangChain takes seconds to import, and the pocket pair does not need it.
    from agent.conversing.director import ToolCallingDirector
    from agent.models.registry import open_chat_model

    model = open_chat_model(director_id, settings.endpoints, os.environ, settings.folders.config)
    return ToolCallingDirector(director_id, model, settings.prices.get(director_id))


def open_renderer(renderer_id: str, settings: Settings) -> Renderer:
    """The renderer of that id, which draws in a process of its own; starts nothing yet.

    Raises:
        ModelMissing: there is no such renderer.
    """
    make = partial(catalog.open_renderer, renderer_id, settings.folders.cache, settings.precision)
    return WorkerRenderer(make, settings.folders.state / "renderer.log")


def order_of(arguments: Namespace, settings: Settings) -> Order:
    """Checks the words of `make` before anything is created.

    Raises:
        UsageError: a word is not valid.
        ModelMissing: the renderer's weights are absent or damaged.
    """
    director = open_director(arguments.director or settings.director, settings)
    frames = settings.frames if arguments.frames is None else arguments.frames
    if not 1 <= frames <= FRAMES_LIMIT:
        raise UsageError(
            f"--frames {frames} is out of range", hint=f"choose 1 to {FRAMES_LIMIT} frames"
        )
    seed = secrets.randbits(32) if arguments.seed is None else arguments.seed
    if not 0 <= seed < 2**32:
        raise UsageError(f"--seed {seed} is out of range", hint="choose 0 to 4294967295")
    premise = _premise(arguments.premise)
    renderer = open_renderer(arguments.renderer or settings.renderer, settings)
    brief = Brief(
        premise=premise,
        num_frames=frames,
        seed=seed,
        writing=arguments.writing,
        vocabulary=renderer.capabilities().vocabulary,
    )
    rendering = _tied(native_settings(renderer.capabilities()), arguments.consistency, renderer)
    out: Path | None = arguments.out
    return Order(
        brief,
        None if out is None else out.absolute(),
        (settings.folders.data / "projects").absolute(),
        director,
        renderer,
        rendering,
        arguments.form,
        _history(settings),
    )


def request_of(words: str) -> str:
    """The request of `revise`, checked.

    Raises:
        UsageError: it is empty or holds control characters.
    """
    return _line(words, "request", 'say what to change, for example "make frame 5 darker"')


@contextmanager
def new_studio(order: Order) -> Generator[Studio]:
    """Creates the project and opens it for work.

    Raises:
        DiskFull: there is too little space.
        ProjectLocked: another process is making a project there.
        ProjectError: the folder cannot be created or holds something else.
    """
    require_space(order.out or order.projects)
    folder = order.out or new_folder(order.brief.premise, order.projects)
    with Project.create(folder) as project:
        project.settings.set("director", order.director.id)
        project.settings.set("renderer", order.renderer.capabilities().id)
        project.settings.set("rendering", order.rendering.model_dump_json())
        project.settings.set("form", order.form)
        yield Studio(
            project,
            order.director,
            order.renderer,
            order.rendering,
            order.form,
            history=order.history,
        )


@contextmanager
def open_studio(folder: Path, director_id: str | None, settings: Settings) -> Generator[Studio]:
    """Opens an existing project for work, with the director and renderer that made it.

    Raises:
        ProjectError: the folder is no project, is damaged, or is locked.
        UsageError: there is no such director.
        ModelMissing: the renderer's weights are absent or damaged.
    """
    with Project.open(folder.absolute()) as project:
        studio = Studio(
            project,
            open_director(director_id or _setting(project, "director"), settings),
            open_renderer(_setting(project, "renderer"), settings),
            _rendering(project),
            _read(project, "form", TypeAdapter[ClipForm](ClipForm).validate_python),
            history=_history(settings),
        )
        studio.stills.sweep()
        yield studio


def with_consistency(studio: Studio, mode: Mode | None) -> Studio:
    """The studio with that consistency mode, of which the project takes note; None: as it was.

    Stills of another mode are stale then, and stay on disk.

    Raises:
        UsageError: the renderer does not support it.
    """
    rendering = _tied(studio.settings, mode, studio.renderer)
    studio.project.settings.set("rendering", rendering.model_dump_json())
    return replace(studio, settings=rendering)


@contextmanager
def read_view(folder: Path, settings: Settings) -> Generator[View]:
    """Opens an existing project for reading.

    Raises:
        ProjectError: the folder is no project, or is damaged.
    """
    with Project.read(folder.absolute()) as project:
        renderer = open_renderer(_setting(project, "renderer"), settings)
        yield View(project, renderer, _rendering(project))


def _history(settings: Settings) -> RenderHistory:
    return RenderHistory(settings.folders.state / "render-seconds.json")


def _setting(project: Project, name: str) -> str:
    return _read(project, name, str)


def _read(project: Project, name: str, parse: Callable[[str], T]) -> T:
    value = project.settings.read(name, parse)
    if value is None and project.revisions.is_empty():
        raise unfinished(project.folder)
    if value is None:
        raise ProjectDamaged(
            f"the project {str(project.folder)!r} does not say its {name}",
            hint="make the project anew; its script.json and frames are still readable",
        )
    return value


def _tied(rendering: RenderSettings, mode: Mode | None, renderer: Renderer) -> RenderSettings:
    if mode is None:
        return rendering
    require_mode(mode, renderer.capabilities())
    return rendering.model_copy(update={"mode": mode})


def _rendering(project: Project) -> RenderSettings:
    return _read(project, "rendering", RenderSettings.model_validate_json)


def _premise(words: str) -> str:
    return _line(words, "premise", "write one or two sentences, at most 2000 characters")


def _line(words: str, what: str, hint: str) -> str:
    try:
        return TypeAdapter[str](Premise).validate_python(words)
    except ValidationError as error:
        problem = f"the {what} is empty" if not words.strip() else f"the {what}: {_what(error)}"
        raise UsageError(problem, hint=hint) from error


def _what(error: ValidationError) -> str:
    return printable(first_problem(error).partition(" (got")[0])
