"""What stills took on this machine is remembered per way to render, and never gets in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.render_history import RenderHistory
from agent.studio import Studio
from tests.scripted import ScriptedDirector, ScriptedRenderer
from tools.project.project import Project
from tools.render.planning import native_settings

PAINTER = ScriptedRenderer().capabilities()
SETTINGS = native_settings(PAINTER)


def test_the_mean_of_the_last_stills_of_this_way_to_render(tmp_path: Path) -> None:
    file = tmp_path / "state" / "seconds.json"
    assert RenderHistory(file).mean_seconds(PAINTER, SETTINGS) is None
    for _ in range(40):
        RenderHistory(file).note(PAINTER, SETTINGS, 100.0)
    for _ in range(16):
        RenderHistory(file).note(PAINTER, SETTINGS, 2.0)
    assert RenderHistory(file).mean_seconds(PAINTER, SETTINGS) == 51.0
    longer = SETTINGS.model_copy(update={"num_inference_steps": 50})
    assert RenderHistory(file).mean_seconds(PAINTER, longer) is None


def test_a_new_project_goes_by_what_was_rendered_before_it(tmp_path: Path) -> None:
    history = RenderHistory(tmp_path / "seconds.json")
    with Project.create(tmp_path / "fox") as project:
        studio = Studio(
            project, ScriptedDirector(), ScriptedRenderer(), SETTINGS, "animatic", history=history
        )
        assert studio.seconds_per_still() is None
        studio.note_seconds(4.0)
        assert studio.seconds_per_still() == 4.0
        project.stills.record("a" * 64, "b" * 64, 9.0, 100.0)
        assert studio.seconds_per_still() == 9.0


def test_a_file_that_is_broken_or_cannot_be_written_costs_the_estimate_only(
    tmp_path: Path,
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("[1", encoding="utf-8")
    history = RenderHistory(broken)
    assert history.mean_seconds(PAINTER, SETTINGS) is None
    history.note(PAINTER, SETTINGS, 3.0)
    assert history.mean_seconds(PAINTER, SETTINGS) == 3.0
    nowhere = RenderHistory(broken / "below" / "a-file")
    nowhere.note(PAINTER, SETTINGS, 3.0)
    assert nowhere.mean_seconds(PAINTER, SETTINGS) is None


@pytest.mark.parametrize("seconds", ["Infinity", "NaN", "-4.0", '"soon"'])
def test_seconds_that_cannot_be_are_no_estimate(seconds: str, tmp_path: Path) -> None:
    file = tmp_path / "seconds.json"
    history = RenderHistory(file)
    history.note(PAINTER, SETTINGS, 3.0)
    file.write_text(file.read_text(encoding="utf-8").replace("3.0", seconds), encoding="utf-8")
    assert history.mean_seconds(PAINTER, SETTINGS) is None
