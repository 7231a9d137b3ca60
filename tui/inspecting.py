"""Looking at this machine without loading a model."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from agent.local.preparing import is_prepared, packaged_file
from agent.pocket.director import SMOLLM2
from schemas.checks import Check, ModelState
from schemas.errors import StoryreelError
from schemas.settings import Settings
from tools.compose.ffmpeg import ffmpeg_version
from tools.render.catalog import open_renderer
from tui.player.outside import rungs

_NEEDED_BYTES = 1_000_000_000


def model_states(settings: Settings) -> tuple[ModelState, ...]:
    """The models that come with storyreel and how far each is from use."""
    return (_director(settings), _renderer(settings))


def checks(settings: Settings) -> tuple[Check, ...]:
    """Everything that a make needs on this machine."""
    return (
        _check("python", lambda: f"{platform.python_version()} on {platform.machine()}"),
        _check("torch", _torch),
        _check("ffmpeg", ffmpeg_version),
        *(_model_check(state) for state in model_states(settings)),
        _space(settings.folders.cache),
        _terminal(),
        Check(name="player", ok=True, detail=rungs(os.environ)),
    )


def _director(settings: Settings) -> ModelState:
    if is_prepared(SMOLLM2, settings.folders.cache):
        return ModelState(kind="director", id="pocket", state="ready", detail=SMOLLM2.id)
    try:
        packaged_file(SMOLLM2)
    except StoryreelError as error:
        detail = f"{error.message}; {error.hint}"
        return ModelState(kind="director", id="pocket", state="missing", detail=detail)
    return ModelState(
        kind="director",
        id="pocket",
        state="unprepared",
        detail=f"is converted at the first use (some twenty seconds), or by `{SMOLLM2.repair}` now",
    )


def _renderer(settings: Settings) -> ModelState:
    try:
        found = open_renderer("pocket", settings.folders.cache, settings.precision).capabilities()
    except StoryreelError as error:
        detail = f"{error.message}; {error.hint}"
        return ModelState(kind="renderer", id="pocket", state="missing", detail=detail)
    detail = f"{found.width}x{found.height}, {found.num_inference_steps} steps, {found.device}"
    return ModelState(kind="renderer", id="pocket", state="ready", detail=detail)


def _model_check(state: ModelState) -> Check:
    return Check(name=state.kind, ok=state.state != "missing", detail=f"{state.id}: {state.detail}")


def _check(name: str, find: Callable[[], str]) -> Check:
    try:
        return Check(name=name, ok=True, detail=find())
    except StoryreelError as error:
        return Check(name=name, ok=False, detail=error.message, hint=error.hint)
    except PackageNotFoundError as error:
        hint = "install storyreel again, into an environment of its own"
        return Check(name=name, ok=False, detail=f"{error} is not installed", hint=hint)


def _torch() -> str:
    return f"{version('torch')}, {os.cpu_count()} cores"


def _space(folder: Path) -> Check:
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    free = shutil.disk_usage(place).free
    detail = f"{free / 1e9:.1f} GB free at {place}"
    if free < _NEEDED_BYTES:
        return Check(name="disk", ok=False, detail=detail, hint="free at least 1 GB there")
    return Check(name="disk", ok=True, detail=detail)


def _terminal() -> Check:
    kind = os.environ.get("TERM", "unknown")
    colours = os.environ.get("COLORTERM", "256 colours or fewer")
    columns, lines = shutil.get_terminal_size()
    where = "a terminal" if sys.stdout.isatty() else "no terminal"
    return Check(name="terminal", ok=True, detail=f"{where}: {kind}, {colours}, {columns}x{lines}")
