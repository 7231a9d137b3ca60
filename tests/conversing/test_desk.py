"""A turn in a project: drawn and measured before it is committed, held to what was asked."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Generator
from typing import Any

import pytest

from agent.making import make, resume
from agent.revising import revise
from agent.studio import Studio
from agent.travelling import go_on_after
from schemas.approval import Decision, Rejected, RenderOnly
from schemas.errors import DirectorError, UsageError
from schemas.events import (
    Event,
    RenderPlanned,
    RevisionMade,
    ScriptEdited,
    StillStored,
    TextStreamed,
    TurnFailed,
)
from schemas.reports import ReviseReport
from tests.conversing.conftest import Server, calls, delta, says, sse, status
from tests.conversing.test_director import results
from tests.conversing.test_in_a_project import BRIEF, other, run, studio

__all__ = ["other", "studio"]

REQUEST = "make frame 5 darker"


def graded(base: int, exposure: float) -> tuple[str, dict[str, Any]]:
    return "grade_frames", {"base": base, "ids": ["f5"], "change": {"exposure": exposure}}


def timed(base: int, time: str, frame: str = "f5") -> tuple[str, dict[str, Any]]:
    return "update_frames", {"base": base, "ids": [frame], "changes": {"time_of_day": time}}


def told(server: Server) -> list[str]:
    """Everything that was said to the model but the system prompt, with its last answer."""
    return [str(m["content"]) for m in server.requests[-1]["messages"][1:]]


@pytest.fixture
def hosted(studio: Studio, server: Server) -> Studio:
    """A project of eight frames, with the server's model as its director."""
    run(make(studio, BRIEF))
    return dataclasses.replace(studio, director=server.director())


def watched(work: Generator[Event, None, ReviseReport]) -> tuple[ReviseReport, list[Event]]:
    events: list[Event] = []
    while True:
        try:
            events.append(next(work))
        except StopIteration as done:
            return done.value, events


def test_render_answers_with_what_was_measured_and_the_turn_is_one_revision(
    hosted: Studio, server: Server
) -> None:
    server.will(
        calls(timed(1, "night")),
        calls(("render", {})),
        calls(("measure_frames", {"ids": ["f5", "f6"]}), ("show", {"ids": ["f5"]})),
        calls(("list_revisions", {}), timed(2, "dusk")),
        says("It is dusk."),
    )
    report, events = watched(revise(hosted, "let it be night in frame 5"))
    _, rendered, measured, shown, listed, _ = results(server)
    assert rendered.startswith("frame 5: mean luma (0-255)")
    assert "of the pixels changed" in rendered
    assert "frame 6" in measured
    assert '"time_of_day": "night"' in shown
    assert '"still": "drawn"' in shown
    assert '"revision": 1' in listed
    assert (report.revision, report.changed, report.rendered) == (2, ("f5",), ("f5",))
    assert hosted.project.revisions.head().script.frame("f5").time_of_day == "dusk"
    kinds = [type(each) for each in events]
    assert kinds.index(ScriptEdited) < kinds.index(StillStored) < kinds.index(RevisionMade)
    assert len([each for each in events if isinstance(each, RevisionMade)]) == 1


def test_a_model_that_misses_is_sent_back_and_mends_it(hosted: Studio, server: Server) -> None:
    server.will(calls(graded(1, 1.0)), says("Darker."), calls(graded(2, -2.0)), says("Darker now."))
    report = run(revise(hosted, REQUEST))
    assert "frame 5 is not visibly darker (mean luma" in told(server)[4]
    before, after = report.facts[0].luma_before, report.facts[0].luma_after
    assert before is not None
    assert after is not None
    assert after < 0.9 * before
    assert report.reply.startswith("Darker now. Measured")
    assert "Not achieved" not in report.reply
    assert report.revision == 2


@pytest.mark.parametrize("edits", [[graded(1, 1.0)], []])
def test_a_model_that_calls_it_darker_all_the_same_is_contradicted(
    hosted: Studio, server: Server, edits: list[tuple[str, dict[str, Any]]]
) -> None:
    server.will(*(calls(each) for each in edits), says("Frame 5 is darker."))
    report = run(revise(hosted, REQUEST))
    assert "Not achieved: frame 5 is not visibly darker (mean luma" in report.reply
    assert len(server.requests) == 2 + len(edits)


def test_a_question_is_no_promise(hosted: Studio, server: Server) -> None:
    server.will(says("No."))
    assert run(revise(hosted, "is frame 5 darker than frame 4?")).reply == "No."
    assert len(server.requests) == 1


def test_stopping_in_mid_turn_commits_nothing(hosted: Studio, server: Server) -> None:
    head = hosted.project.revisions.head()
    server.will(calls(timed(1, "night")), calls(("render", {})), says("Night."))
    turn = revise(hosted, "frame 5 at night")
    while not isinstance(next(turn), TextStreamed):
        pass
    turn.close()
    assert hosted.project.revisions.head() == head
    assert hosted.project.transcript.list() == ()


def test_a_failing_model_is_an_event_and_an_error_and_its_tokens_are_counted(
    hosted: Studio, server: Server
) -> None:
    head = hosted.project.revisions.head()
    server.will(calls(timed(1, "night")), status(401))
    events: list[Event] = []
    with pytest.raises(DirectorError, match="did not accept the key"):
        events.extend(revise(hosted, "frame 5 at night"))
    turn = revise(hosted, "frame 5 at night")
    server.will(status(401))
    with contextlib.suppress(DirectorError):
        while True:
            events.append(next(turn))
    assert isinstance(events[-1], TurnFailed)
    assert "did not accept the key" in events[-1].message
    assert hosted.project.revisions.head() == head
    assert len(hosted.project.usage.list()) == 1


def test_what_is_not_approved_is_not_rendered_and_nothing_is_lost(
    hosted: Studio, server: Server
) -> None:
    plans: list[RenderPlanned] = []

    def no(planned: RenderPlanned) -> Decision:
        plans.append(planned)
        return Rejected(reason="too long")

    server.will(calls(timed(1, "night")), calls(("render", {})), says("It waits."))
    careful = dataclasses.replace(hosted, approve=no)
    report = run(revise(careful, "frame 5 at night"))
    assert [(each.render, len(each.reuse)) for each in plans] == [(("f5",), 7)]
    assert plans[0].seconds is not None
    assert 'The user says: "too long"' in told(server)[-1]
    assert report.reply.startswith("It waits. rendering 1 frame")
    assert (report.changed, report.rendered, report.clip) == (("f5",), (), "")
    assert hosted.project.revisions.head().script.frame("f5").time_of_day == "night"
    assert run(resume(hosted)).rendered == ("f5",)


def test_some_of_a_plan_may_be_approved(hosted: Studio, server: Server) -> None:
    def only_one(planned: RenderPlanned) -> Decision:
        assert planned.render == ("f5", "f6")
        return RenderOnly(frames=("f6",))

    some = dataclasses.replace(hosted, approve=only_one)
    server.will(calls(timed(1, "night")), calls(timed(2, "night", "f6")), says("Night."))
    report = run(revise(some, "frames 5 and 6 at night"))
    assert report.changed == ("f5", "f6")
    assert report.clip == ""
    assert run(resume(hosted)).rendered == ("f5",)


def test_the_earlier_conversation_is_told_and_the_script_is_told_anew(
    hosted: Studio, server: Server
) -> None:
    server.will(calls(timed(1, "night")), says("It is night."))
    run(revise(hosted, "frame 5 at night"))
    server.will(says("Yes."))
    run(revise(hosted, "is it?"))
    messages = server.requests[-1]["messages"]
    assert [m["role"] for m in messages] == ["system", "user", "assistant", "user"]
    assert messages[1]["content"] == "frame 5 at night"
    assert messages[2]["content"].startswith("It is night.")
    assert '"time_of_day": "night"' in messages[0]["content"]
    assert "State 2:" in messages[0]["content"]


def test_going_back_restores_script_and_talk_and_what_follows_is_a_branch(
    hosted: Studio, server: Server
) -> None:
    server.will(calls(timed(1, "night")), says("Night."))
    run(revise(hosted, "frame 5 at night"))
    server.will(calls(timed(2, "dawn", "f6")), says("Dawn."))
    run(revise(hosted, "frame 6 at dawn"))
    first, second = (each.number for each in hosted.project.transcript.list()[1::2])
    run(go_on_after(hosted, first))
    script = hosted.project.revisions.head().script
    assert (script.frame("f5").time_of_day, script.frame("f6").time_of_day) == ("night", "day")
    assert len(hosted.project.transcript.list()) == 2
    server.will(calls(timed(4, "dusk", "f7")), says("Dusk."))
    report = run(revise(hosted, "frame 7 at dusk"))
    assert "frame 6 at dawn" not in str(server.requests[-1]["messages"][1:])
    assert report.revision == 5
    assert [each.number for each in hosted.project.transcript.ends()] == [second, second + 2]
    run(go_on_after(hosted, second))
    script = hosted.project.revisions.head().script
    assert [script.frame(f).time_of_day for f in ("f5", "f6", "f7")] == ["night", "dawn", "day"]
    run(go_on_after(hosted, None))
    assert hosted.project.revisions.head().equals == 1
    assert hosted.project.transcript.list() == ()
    with pytest.raises(UsageError, match="nothing was said under the number 99"):
        run(go_on_after(hosted, 99))


def test_undo_in_a_turn_leads_where_undo_always_leads(hosted: Studio, server: Server) -> None:
    server.will(calls(timed(1, "night")), says("Night."))
    run(revise(hosted, "frame 5 at night"))
    server.will(calls(("undo", {})), calls(timed(3, "dawn", "f6")), says("Undone; dawn."))
    report = run(revise(hosted, "undo that, and frame 6 at dawn"))
    script = hosted.project.revisions.head().script
    assert [script.frame(f).time_of_day for f in ("f5", "f6")] == ["day", "dawn"]
    kinds = [head.kind for head in hosted.project.revisions.list()]
    assert kinds == ["make", "edit", "undo", "edit"]
    assert report.changed == ("f5", "f6")
    server.will(calls(("undo", {})), calls(("undo", {})), says("Back at the start."))
    run(revise(hosted, "undo that"))
    assert hosted.project.revisions.head().equals == 1


def test_an_answer_of_nothing_is_an_error(hosted: Studio, server: Server) -> None:
    server.will(sse(delta(role="assistant", content=""), delta("stop"), "[DONE]"))
    with pytest.raises(DirectorError, match="neither changed nor said anything"):
        run(revise(hosted, "frame 5 at night"))
