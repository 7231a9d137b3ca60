"""Approval, sessions and usage on the command line; scripted ports, everything else real."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.director import Answer
from schemas.approval import Approved, Decision, Rejected, RenderOnly
from schemas.edits import FrameChange, UpdateFrames
from schemas.events import RenderPlanned
from schemas.revisions import Scope
from schemas.script import FrameScript
from tests.scripted import ScriptedDirector, ScriptedRenderer
from tui import composition
from tui.approval import ask, decision_in
from tui.cli import main

Run = Callable[..., dict[str, Any]]
PLAN = RenderPlanned(render=("f2", "f5"), reuse=("f1",), seconds=840.0)


def at_night(script: FrameScript, request: str, scope: Scope) -> Answer:
    change = FrameChange(time_of_day="night")
    return Answer(commands=(UpdateFrames(ids=scope.ids, changes=change),), reply="Night.")


@pytest.fixture
def storyreel(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    director, renderer = ScriptedDirector(at_night), ScriptedRenderer()

    def open_director(*_: object) -> ScriptedDirector:
        return director

    def open_renderer(*_: object) -> ScriptedRenderer:
        return renderer

    monkeypatch.setattr(composition, "open_director", open_director)
    monkeypatch.setattr(composition, "open_renderer", open_renderer)
    monkeypatch.setenv("STORYREEL_APPROVE_ABOVE", "0")

    def run(*words: str) -> dict[str, Any]:
        capsys.readouterr()
        assert main([*words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


def test_a_long_render_waits_for_yes_and_sessions_lead_back(storyreel: Run, tmp_path: Path) -> None:
    folder = str(tmp_path / "fox")
    made = storyreel("make", "a fox", "--frames", "3", "--out", folder)
    assert made["clip"].endswith("clip.mp4")
    waiting = storyreel("revise", folder, "frame 2 at night")
    assert (waiting["changed"], waiting["rendered"], waiting["clip"]) == (["f2"], [], "")
    assert "was not approved" in waiting["reply"]
    assert storyreel("render", folder, "--yes")["rendered"] == ["f2"]
    assert storyreel("revise", folder, "frame 3 at night", "--yes")["rendered"] == ["f3"]
    listed = storyreel("sessions", folder)
    first = listed["said"][1]["number"]
    assert [each["role"] for each in listed["said"]] == ["user", "director"] * 2
    branched = storyreel("revise", folder, "frame 1 at night", "--yes", "--session", str(first))
    assert branched["changed"] == ["f1"]
    times = [f["time_of_day"] for f in storyreel("show", folder)["script"]["frames"]]
    assert times == ["night", "night", "day"]
    states = storyreel("sessions", folder)["sessions"]
    assert [(each["requests"], each["current"]) for each in states] == [(2, False), (2, True)]
    storyreel("sessions", folder, "--session", str(states[0]["session"]))
    times = [f["time_of_day"] for f in storyreel("show", folder)["script"]["frames"]]
    assert times == ["day", "night", "night"]


@pytest.mark.parametrize(
    ("line", "decision"),
    [
        ("y\n", Approved()),
        ("YES", Approved()),
        ("no\n", Rejected()),
        ("f5, f2", RenderOnly(frames=("f2", "f5"))),
        ("f5\n", RenderOnly(frames=("f5",))),
        ("f1", None),
        ("\n", None),
        ("maybe", None),
    ],
)
def test_an_answer_is_read(line: str, decision: Decision | None) -> None:
    assert decision_in(line, PLAN) == decision


def test_the_question_tells_the_cost_and_is_asked_until_it_is_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("hm\ny\n"))
    assert ask(PLAN) == Approved()
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "f2 f5 (2 stills, about 840 s)" in printed.err
    assert "say yes, no, or some of f2 f5" in printed.err
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert ask(PLAN) == Rejected()
