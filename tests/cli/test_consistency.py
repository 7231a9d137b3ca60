"""--consistency: how the frames of a shot are tied together, chosen and remembered."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import pytest

from agent.making import make, resume
from schemas.errors import UsageError
from schemas.events import Event
from schemas.render import Capabilities
from schemas.settings import Settings
from tests.scripted import ScriptedDirector, ScriptedRenderer
from tui import composition
from tui.arguments import parser

T = TypeVar("T")


class TyingRenderer(ScriptedRenderer):
    """Claims to know the modes `none` and `anchor`."""

    def capabilities(self) -> Capabilities:
        return super().capabilities().model_copy(update={"modes": ("none", "anchor")})


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(composition, "open_director", lambda *_: ScriptedDirector())
    monkeypatch.setattr(composition, "open_renderer", lambda *_: TyingRenderer())
    return Settings(home=tmp_path / "home")


def run(work: Generator[Event, None, T]) -> T:
    while True:
        try:
            next(work)
        except StopIteration as done:
            return done.value


def order(settings: Settings, folder: Path, *words: str) -> composition.Order:
    line = ["make", "a fox walks", "--frames", "2", "--out", str(folder), *words]
    return composition.order_of(parser().parse_args(line), settings)


def test_it_is_recorded_with_the_project_and_used_again(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "fox"
    asked = order(settings, folder, "--consistency", "anchor")
    with composition.new_studio(asked) as studio:
        assert studio.settings.mode == "anchor"
        run(make(studio, asked.brief))
    with composition.open_studio(folder, None, settings) as studio:
        assert studio.settings.mode == "anchor"
        assert run(resume(studio)).rendered == ()


def test_another_one_renders_anew_and_the_way_back_costs_nothing(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "fox"
    asked = order(settings, folder)
    with composition.new_studio(asked) as studio:
        run(make(studio, asked.brief))
    with composition.open_studio(folder, None, settings) as studio:
        tied = composition.with_consistency(studio, "anchor")
        assert run(resume(tied)).rendered == ("f1", "f2")
    with composition.open_studio(folder, None, settings) as studio:
        assert studio.settings.mode == "anchor"
        assert run(resume(composition.with_consistency(studio, "none"))).rendered == ()


def test_one_that_the_renderer_lacks_is_refused_before_anything_is_made(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="'rotate'") as caught:
        order(settings, tmp_path / "fox", "--consistency", "rotate")
    assert "none, anchor" in caught.value.hint
    assert not (tmp_path / "fox").exists()


def test_a_word_that_is_no_mode_is_a_usage_error(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'glue'"):
        order(settings, tmp_path / "fox", "--consistency", "glue")
