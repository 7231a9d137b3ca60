"""A tool-calling director at work in a real project, in turn with another director."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from agent.director import Answer, Brief, Director
from agent.making import make
from agent.revising import revise
from agent.studio import Studio
from schemas.edits import FrameChange, UpdateFrames
from schemas.errors import DirectorError
from schemas.events import Event
from schemas.revisions import Scope
from schemas.script import FrameScript, TimeOfDay
from tests.conversing import anthropic_wire, conftest, ollama_wire
from tests.conversing.conftest import KEY, Server, calls, says, status
from tests.scripted import ScriptedDirector, ScriptedRenderer
from tools.project.project import Project
from tools.render.planning import native_settings

T = TypeVar("T")
BRIEF = Brief(premise="a fox walks", num_frames=8, seed=7, writing="whole", vocabulary=None)


def run(work: Generator[Event, None, T]) -> T:
    while True:
        try:
            next(work)
        except StopIteration as done:
            return done.value


def decide(script: FrameScript, request: str, scope: Scope) -> Answer:
    time: TimeOfDay = "night" if "night" in request else "dawn"
    change = UpdateFrames(ids=scope.ids, changes=FrameChange(time_of_day=time))
    return Answer(commands=(change,), reply="Done.")


def project_by(folder: Path, director: Director) -> Iterator[Studio]:
    renderer = ScriptedRenderer()
    with Project.create(folder) as project:
        settings = native_settings(renderer.capabilities())
        yield Studio(project, director, renderer, settings, "animatic")


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    yield from project_by(tmp_path / "fox", ScriptedDirector(decide))


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Studio]:
    yield from project_by(tmp_path / "other", ScriptedDirector(decide))


def test_a_script_is_made_drawn_and_revised_by_tool_calls(studio: Studio, server: Server) -> None:
    frames = [{"action": f"A fox takes step {n}.", "background": "forest"} for n in range(1, 9)]
    hosted = dataclasses.replace(studio, director=server.director())
    server.will(calls(("write_script", {"title": "Fox", "frames": frames})), says("There."))
    assert run(make(hosted, BRIEF)).frames == 8
    darker = {"base": 1, "ids": ["f5"], "change": {"exposure": -0.1}}
    server.will(calls(("grade_frames", darker)), says("Darker."))
    report = run(revise(hosted, "make frame 5 darker"))
    assert report.changed == ("f5",)
    assert report.rendered == ()
    before, after = report.facts[0].luma_before, report.facts[0].luma_after
    assert before is not None
    assert after is not None
    assert after <= 0.9 * before
    assert report.reply.startswith("Darker. Measured: frame 5")
    for path in hosted.project.folder.rglob("*"):
        assert path.is_dir() or KEY.encode() not in path.read_bytes()


def test_a_failing_director_changes_nothing_and_another_goes_on(
    studio: Studio, server: Server
) -> None:
    run(make(studio, BRIEF))
    before = studio.project.revisions.head()
    server.will(status(401))
    with pytest.raises(DirectorError):
        run(revise(dataclasses.replace(studio, director=server.director()), "frame 2 at night"))
    assert studio.project.revisions.head() == before
    assert run(revise(studio, "frame 2 at night")).changed == ("f2",)


def test_swapping_directors_gives_what_one_alone_gives(
    studio: Studio, other: Studio, server: Server
) -> None:
    requests = ("frame 2 at night", "frame 3 at dawn", "the last frame at night")
    run(make(studio, BRIEF))
    run(make(other, BRIEF))
    for request in requests:
        run(revise(other, request))
    dawn = {"base": 2, "ids": ["f3"], "changes": {"time_of_day": "dawn"}}
    server.will(calls(("update_frames", dawn)), says("Done."))
    for request, director in zip(
        requests, (studio.director, server.director(), studio.director), strict=True
    ):
        run(revise(dataclasses.replace(studio, director=director), request))
    assert studio.project.revisions.head().script == other.project.revisions.head().script
    numbers = [(head.number, head.summary) for head in studio.project.revisions.list()]
    assert numbers == [(head.number, head.summary) for head in other.project.revisions.list()]


def test_every_provider_has_its_turn_and_the_script_is_as_by_one(
    studio: Studio, other: Studio, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = {"f3": "dawn", "f4": "night", "f5": "dawn"}
    hosted = (anthropic_wire, ollama_wire, conftest)
    requests = ("frame 2 at night", *(f"frame {f[1]} at {time}" for f, time in frames.items()),
                "the last frame at night")  # fmt: skip
    run(make(studio, BRIEF))
    run(make(other, BRIEF))
    for request in requests:
        run(revise(other, request))
    run(revise(studio, requests[0]))
    for base, (wire, (frame, time)) in enumerate(zip(hosted, frames.items(), strict=True), start=2):
        change = {"base": base, "ids": [frame], "changes": {"time_of_day": time}}
        server.will(wire.calls(("update_frames", change)), wire.says("Done."))
        server.check = conftest.any_request if wire is conftest else wire.faults
        director = (
            server.director() if wire is conftest else wire.director(server.root, monkeypatch)
        )
        run(revise(dataclasses.replace(studio, director=director), requests[base - 1]))
        assert all(request in json.dumps(server.requests[0]) for request in requests[:base])
    run(revise(studio, requests[-1]))
    assert server.faults == []
    assert studio.project.revisions.head().script == other.project.revisions.head().script
    numbers = [(head.number, head.summary) for head in studio.project.revisions.list()]
    assert numbers == [(head.number, head.summary) for head in other.project.revisions.list()]
