"""The commands in this process, with a scripted director and renderer behind them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TypeVar

import pytest

from agent.director import Brief
from agent.making import make
from agent.render_history import RenderHistory
from schemas.events import Event
from tests.scripted import ScriptedDirector, ScriptedRenderer
from tools.render.planning import native_settings
from tui import composition
from tui.cli import main

T = TypeVar("T")
Refused = Callable[..., tuple[str, str]]


def run(work: Generator[Event, None, T]) -> T:
    while True:
        try:
            next(work)
        except StopIteration as done:
            return done.value


def order(folder: Path, num_frames: int = 3) -> composition.Order:
    """What `storyreel make "a fox walks" --out FOLDER` comes to."""
    renderer = ScriptedRenderer()
    return composition.Order(
        brief=Brief(
            premise="a fox walks",
            num_frames=num_frames,
            seed=7,
            writing="stepwise",
            vocabulary=None,
        ),
        out=folder,
        projects=folder.parent,
        director=ScriptedDirector(),
        renderer=renderer,
        rendering=native_settings(renderer.capabilities()),
        form="animatic",
        history=RenderHistory(folder.parent / "seconds.json"),
    )


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A complete project of three frames; not to be changed."""
    folder = tmp_path_factory.mktemp("made") / "fox"
    asked = order(folder)
    with composition.new_studio(asked) as studio:
        run(make(studio, asked.brief))
    return folder


@pytest.fixture
def fox(original: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(original, tmp_path / "fox"))


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> ScriptedRenderer:
    """Commands use scripted parts; this is the renderer."""
    renderer = ScriptedRenderer()
    monkeypatch.setattr(composition, "open_director", lambda *_: ScriptedDirector())
    monkeypatch.setattr(composition, "open_renderer", lambda *_: renderer)
    return renderer


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Refused:
    """Runs a command that ends with that code; gives what happened and what to do."""

    def run_refused(code: int, *words: str) -> tuple[str, str]:
        capsys.readouterr()
        assert main(words) == code
        lines = capsys.readouterr().err.splitlines()
        at = next(at for at, line in enumerate(lines) if line.startswith("storyreel: "))
        assert len(lines) == at + 2, lines
        return lines[at], lines[at + 1]

    return run_refused
