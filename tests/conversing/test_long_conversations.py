"""Conversations of hundreds of turns, and directors that are changed in the middle of one."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.director import AnyDirector
from agent.making import make
from agent.pocket.director import PocketDirector
from agent.revising import revise
from agent.studio import Studio
from schemas.errors import DirectorError
from schemas.revisions import RevisionHead
from tests.conversing.conftest import Server, calls, says, status
from tests.conversing.test_in_a_project import BRIEF, project_by, run
from tests.scripted import ScriptedDirector

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

TIMES = ("night", "dawn", "dusk", "day")


@pytest.fixture
def pocket(tmp_path: Path) -> PocketDirector:
    return PocketDirector(tmp_path / "cache")


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    yield from project_by(tmp_path / "fox", ScriptedDirector())


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Studio]:
    yield from project_by(tmp_path / "other", ScriptedDirector())


def by(studio: Studio, director: AnyDirector) -> Studio:
    return dataclasses.replace(studio, director=director)


def name(turn: int) -> str:
    """A word for a turn; its number would be taken for that of a frame."""
    return "".join("abcdefghij"[int(digit)] for digit in f"{turn:03}")


def history(studio: Studio) -> list[dict[str, object]]:
    """Every revision with its script, without the time at which it was made."""
    kept = RevisionHead.model_fields.keys() - {"created"}
    revisions = studio.project.revisions
    return [
        {**head.model_dump(include=set(kept)), "script": revisions.get(head.number).script}
        for head in revisions.list()
    ]


def test_pocket_then_a_server_then_pocket_is_as_pocket_alone(
    studio: Studio, other: Studio, pocket: PocketDirector, server: Server
) -> None:
    requests = ("frame 2 at night", "frame 3 at dawn", "make the last frame rainy")
    run(make(studio, BRIEF))
    run(make(other, BRIEF))
    for request in requests:
        run(revise(by(other, pocket), request))
    run(revise(by(studio, pocket), requests[0]))
    dawn = {"base": 2, "ids": ["f3"], "changes": {"time_of_day": "dawn"}}
    server.will(calls(("update_frames", dawn)), calls(("render", {})), says("Dawn."))
    run(revise(by(studio, server.director()), requests[1]))
    assert requests[0] in json.dumps(server.requests[0]["messages"])
    run(revise(by(studio, pocket), requests[2]))
    assert history(studio) == history(other)
    asked = [each.text for each in studio.project.transcript.list() if each.role == "user"]
    assert asked == list(requests)


def test_away_from_a_server_that_fails_nothing_is_missing(
    studio: Studio, other: Studio, pocket: PocketDirector, server: Server
) -> None:
    run(make(studio, BRIEF))
    run(make(other, BRIEF))
    for request in ("frame 2 at night", "frame 3 at dawn"):
        run(revise(by(other, pocket), request))
    run(revise(by(studio, pocket), "frame 2 at night"))
    dawn = {"base": 2, "ids": ["f3"], "changes": {"time_of_day": "dawn"}}
    server.will(calls(("update_frames", dawn)), calls(("render", {})), status(401))
    with pytest.raises(DirectorError):
        run(revise(by(studio, server.director()), "frame 3 at dawn"))
    assert len(studio.project.revisions.list()) == 2
    run(revise(by(studio, pocket), "frame 3 at dawn"))
    assert history(studio) == history(other)


def test_turn_200_of_the_pocket_director_edits_what_it_names(
    studio: Studio, pocket: PocketDirector
) -> None:
    run(make(studio, BRIEF))
    for turn in range(199):
        frame, time = turn % 8 + 1, TIMES[(turn // 8) % 4]
        edit, question = f"frame {frame} at {time}", f"what happens in frame {frame}?"
        run(revise(by(studio, pocket), question if turn % 8 else edit))
    before = studio.project.revisions.head().script
    report = run(revise(by(studio, pocket), "frame 5 in the rain"))
    after = studio.project.revisions.head().script
    assert report.changed == ("f5",)
    assert after.frame("f5") == before.frame("f5").model_copy(update={"weather": "rain"})
    assert len(studio.project.transcript.list()) == 400


def test_what_a_model_is_sent_does_not_grow_with_the_conversation(
    studio: Studio, server: Server
) -> None:
    run(make(studio, BRIEF))
    hosted = by(studio, server.director())
    sizes: list[int] = []
    for turn in range(199):
        server.will(says(f"Nothing to do about that yet, {name(turn)}. " * 5))
        run(revise(hosted, f"what do you think of it, {name(turn)}?"))
        sizes.append(len(json.dumps(server.requests[-1])))
    assert sizes[198] < 1.1 * sizes[40]
    rain = {"base": 1, "ids": ["f5"], "changes": {"weather": "rain"}}
    server.will(calls(("update_frames", rain)), calls(("render", {})), says("Rain."))
    assert run(revise(hosted, "frame 5 in the rain")).changed == ("f5",)
    assert name(198) in json.dumps(server.requests[-1])
    assert f"{name(0)}?" not in json.dumps(server.requests[-1])
