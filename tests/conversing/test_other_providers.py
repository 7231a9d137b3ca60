"""Turns of the agent over the formats of Anthropic and of Ollama, through LangChain's packages.

The servers speak the real formats on loopback, and refuse what the real ones refuse.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from types import ModuleType

import pytest

from agent.conversing.director import ToolCallingDirector
from agent.director import Answer, Request
from agent.remembering import Memory
from schemas.drafts import FrameDraft
from schemas.edits import FrameChange, UpdateFrames
from schemas.errors import DirectorError
from schemas.events import (
    AnswerRepeated,
    CallStreamed,
    TextStreamed,
    ThinkingStreamed,
    UsageCounted,
)
from tests.conversing import anthropic_wire, ollama_wire
from tests.conversing.conftest import KEY, Respond, Server
from tests.conversing.desk import MemoryDesk, answered
from tests.conversing.test_director import BRIEF, DARKER, GRADED, fox_script
from tools.project.transcript import Role, Utterance

SCRIPT = fox_script()
NIGHT = {"ids": ["f5"], "changes": {"time_of_day": "night"}}


@pytest.fixture(params=[anthropic_wire, ollama_wire], ids=["anthropic", "ollama"])
def wire(request: pytest.FixtureRequest, server: Server) -> Iterator[ModuleType]:
    server.check = request.param.faults
    yield request.param
    assert server.faults == []


@pytest.fixture
def director(
    wire: ModuleType, server: Server, monkeypatch: pytest.MonkeyPatch
) -> ToolCallingDirector:
    monkeypatch.setattr("agent.conversing.calling.wait_for", lambda error, attempt: 0.0)
    return wire.director(server.root, monkeypatch)


@pytest.fixture
def patient(
    wire: ModuleType, server: Server, monkeypatch: pytest.MonkeyPatch
) -> ToolCallingDirector:
    """One that decides by itself how long to wait, and whether."""
    return wire.director(server.root, monkeypatch)


def utterance(number: int, role: Role, text: str) -> Utterance:
    return Utterance(number=number, role=role, text=text, revision=1, created=datetime.now(UTC))


def ask(director: ToolCallingDirector, request: str = "make frame 5 darker") -> Answer:
    return answered(director, SCRIPT, request)[0]


def test_a_script_is_written(
    wire: ModuleType, server: Server, director: ToolCallingDirector
) -> None:
    frames = [{"action": f"A fox takes step {n}.", "background": "forest"} for n in (1, 2)]
    server.will(
        wire.calls(("write_script", {"title": "Fox", "frames": frames[:1]})),
        wire.calls(("write_script", {"title": "Fox", "frames": frames})),
        wire.says("There."),
    )
    written = [each for each in director.write(BRIEF) if isinstance(each, FrameDraft)]
    assert [frame.action for frame in written] == ["A fox takes step 1.", "A fox takes step 2."]
    assert "write exactly 2" in wire.results(server.requests[-1])[0]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_call_becomes_the_edit(
    wire: ModuleType, server: Server, director: ToolCallingDirector, size: int
) -> None:
    server.will(wire.calls(DARKER, text="Let me see.", size=size), wire.says("Frame 5 is darker."))
    answer, events = answered(director, SCRIPT, "make frame 5 darker")
    assert answer == Answer(commands=GRADED, reply="Frame 5 is darker.")
    first, last = map(wire.system, server.requests)
    assert "State 1:" in first
    assert "State 2:" in last
    assert "exposure 0 -> -1" in wire.results(server.requests[1])[0]
    words = "".join(each.text for each in events if isinstance(each, TextStreamed))
    assert words == "Let me see.Frame 5 is darker."
    pieces = [each for each in events if isinstance(each, CallStreamed)]
    assert "".join(each.tool for each in pieces) == "grade_frames"
    assert json.loads("".join(each.arguments for each in pieces)) == DARKER[1]
    used = [each.usage for each in events if isinstance(each, UsageCounted)]
    assert [(each.input_tokens, each.output_tokens) for each in used] == [
        (wire.READ, wire.WRITTEN)
    ] * 2
    assert not any(each.estimated for each in used)


def test_a_question_in_a_conversation_is_answered_without_an_edit(
    wire: ModuleType, server: Server, director: ToolCallingDirector
) -> None:
    memory = Memory(
        earlier=("a fox walks",),
        recent=(utterance(1, "user", "frame 2 at night"), utterance(2, "director", "Done.")),
    )
    server.will(wire.says("It is about a fox.\x1b[31m"))
    answer, _ = answered(director, SCRIPT, "what is it about?", memory=memory)
    assert answer == Answer(commands=(), reply="It is about a fox.\\x1b[31m")
    told = [each["role"] for each in server.requests[0]["messages"] if each["role"] != "system"]
    assert told == ["user", "assistant", "user"]


def test_of_parallel_calls_on_one_state_the_second_is_refused_and_can_follow(
    wire: ModuleType, server: Server, director: ToolCallingDirector
) -> None:
    server.will(
        wire.calls(DARKER, ("update_frames", {"base": 1, **NIGHT})),
        wire.calls(("update_frames", {"base": 2, **NIGHT})),
        wire.says("Both."),
    )
    at_night = UpdateFrames(ids=("f5",), changes=FrameChange(time_of_day="night"))
    assert ask(director, "make frame 5 darker and at night").commands == (*GRADED, at_night)
    assert "the current one is 2" in wire.results(server.requests[-1])[1]


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (("paint_frames", {}), "not a valid tool"),
        (("grade_frames", {"base": 1, "ids": "f5", "change": {}}), "ids"),
        (("grade_frames", {"base": 1, "ids": ["f4"], "change": {"exposure": -1}}), "frame 4"),
        (("grade_frames", {}), "base"),
    ],
)
def test_a_wrong_call_is_told_and_mended(
    wire: ModuleType,
    server: Server,
    director: ToolCallingDirector,
    bad: tuple[str, object],
    told: str,
) -> None:
    server.will(wire.calls(bad), wire.calls(DARKER), wire.says("Done."))
    assert ask(director).commands == GRADED
    assert told in wire.results(server.requests[-1])[0]


@pytest.mark.parametrize("cut", [DARKER, ("undo", {}), ("render", {})])
def test_a_call_of_an_answer_that_was_cut_off_is_not_made(
    wire: ModuleType, server: Server, director: ToolCallingDirector, cut: tuple[str, object]
) -> None:
    server.will(wire.cut(cut), wire.calls(DARKER), wire.says("Done."))
    assert ask(director).commands == GRADED
    assert "cut off" in json.dumps(server.requests[1]["messages"][-1])
    server.will(wire.cut(cut))
    with pytest.raises(DirectorError, match="no usable tool call: the answer was cut off"):
        ask(director)
    assert len(server.requests) == 3


def passing(wire: ModuleType) -> dict[str, Respond]:
    return {
        "too many requests": wire.status(429, "rate_limit_error", Retry_After="0"),
        "overloaded": wire.status(529, "overloaded_error"),
        "unavailable": wire.status(503, "server busy"),
        "server error": wire.status(500),
        "overloaded in mid-stream": wire.failing_within("overloaded_error", "Frame"),
        "disconnect in mid-stream": wire.broken_off("Frame"),
        "nothing": wire.streamed(),
        "no JSON": wire.streamed("{oops"),
        "HTML": wire.streamed("<html>"),
        "another format": wire.streamed(json.dumps({"choices": "none"})),
        "a list": wire.streamed("[1, 2]"),
    }


@pytest.mark.parametrize("name", passing(ollama_wire))
def test_what_may_pass_is_tried_again(
    wire: ModuleType, server: Server, director: ToolCallingDirector, name: str
) -> None:
    response = passing(wire)[name]
    server.will(response, wire.calls(DARKER), wire.says("Done."))
    answer, events = answered(director, SCRIPT, "make frame 5 darker")
    assert answer.commands == GRADED
    assert len([each for each in events if isinstance(each, AnswerRepeated)]) == 1
    server.will(response)
    with pytest.raises(DirectorError, match="nothing was changed") as raised:
        ask(director)
    assert len(server.requests) == 3
    assert KEY not in f"{raised.value.message}{raised.value.hint}"


@pytest.mark.parametrize(
    ("code", "kind", "told"),
    [
        (401, "authentication_error", "did not accept the key"),
        (403, "permission_error", "did not accept the key"),
        (404, "not_found_error", "does not know this model"),
        (400, "does not support tools", "status 400"),
        (413, "request_too_large", "status 413"),
    ],
)
def test_what_will_not_pass_is_said_at_once(
    wire: ModuleType, server: Server, patient: ToolCallingDirector, code: int, kind: str, told: str
) -> None:
    server.will(wire.status(code, kind))
    with pytest.raises(DirectorError, match=told) as raised:
        ask(patient)
    assert len(server.requests) == 1
    assert KEY not in f"{raised.value.message}{raised.value.hint}"


def test_a_server_that_is_not_there(wire: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.conversing.calling.wait_for", lambda error, attempt: None)
    with pytest.raises(DirectorError, match="cannot be reached"):
        ask(wire.director("http://127.0.0.1:9", monkeypatch))


def test_a_director_that_never_ends_is_stopped(
    wire: ModuleType, server: Server, director: ToolCallingDirector
) -> None:
    server.will(wire.calls(("lock_frames", {"base": 99, "ids": ["f5"]})))
    with pytest.raises(DirectorError, match="no end in 10 answers"):
        ask(director, "lock frame 5")
    assert len(server.requests) == 10


def test_an_endless_answer_is_cut_off(
    wire: ModuleType, server: Server, patient: ToolCallingDirector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.conversing.calling.wait_for", lambda error, attempt: None)
    monkeypatch.setattr("agent.models.wholeness._LONGEST_CHARACTERS", 1000)

    def endless(handler: BaseHTTPRequestHandler) -> None:
        wire.streamed()(handler)
        while True:
            handler.wfile.write(wire.MORE)

    server.will(endless)
    with pytest.raises(DirectorError, match="did not end it"):
        ask(patient)


def test_the_key_goes_into_the_header_and_nowhere_else(
    wire: ModuleType, server: Server, director: ToolCallingDirector
) -> None:
    server.will(wire.calls(DARKER), wire.says("Done."))
    ask(director)
    assert KEY not in json.dumps(server.requests)
    assert KEY not in repr(vars(director))


def test_a_turn_that_is_stopped_in_mid_answer_stops_the_model(
    wire: ModuleType, server: Server, director: ToolCallingDirector
) -> None:
    server.will(wire.says("A long answer, word after word."))
    desk = MemoryDesk(SCRIPT, "what is it about?")
    turn = director.converse(Request(words="?", memory=Memory(), vocabulary=None), desk)
    assert isinstance(next(turn), TextStreamed)
    turn.close()
    assert len(server.requests) == 1
    assert not desk.work.edits


# What only one of the formats has.


def test_anthropic_asks_to_wait_for_too_long(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.will(anthropic_wire.status(429, "rate_limit_error", Retry_After="3600"))
    with pytest.raises(DirectorError, match="overloaded"):
        ask(anthropic_wire.director(server.root, monkeypatch))
    assert len(server.requests) == 1


@pytest.mark.parametrize("broken", ['{"base": 1, "ids": ["f5"], "change": {"exposure": -0.', "[]"])
def test_fragments_that_are_no_json_are_never_guessed_at(
    server: Server, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    director = anthropic_wire.director(server.root, monkeypatch)
    server.check = anthropic_wire.faults
    server.will(anthropic_wire.calls(("grade_frames", broken)), anthropic_wire.calls(DARKER),
                anthropic_wire.says("Done."))  # fmt: skip
    assert ask(director).commands == GRADED
    assert server.faults == []


def test_the_thoughts_of_claude_are_told_apart_from_its_words(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.will(anthropic_wire.thinks("Hm.", "It is good."))
    director = anthropic_wire.director(server.root, monkeypatch)
    answer, events = answered(director, SCRIPT, "is it good?")
    assert answer.reply == "It is good."
    assert [each.text for each in events if isinstance(each, ThinkingStreamed)] == ["Hm."]


def test_a_model_that_was_not_pulled_is_told_with_the_command(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.will(ollama_wire.status(404, 'model "toy" not found, try pulling it first'))
    with pytest.raises(DirectorError) as raised:
        ask(ollama_wire.director(server.root, monkeypatch))
    assert "ollama pull toy" in raised.value.hint


def test_ollama_that_only_loaded_the_model_is_asked_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.conversing.calling.wait_for", lambda error, attempt: 0.0)
    server.will(ollama_wire.streamed(ollama_wire.closing("load")), ollama_wire.calls(DARKER),
                ollama_wire.says("Done."))  # fmt: skip
    assert ask(ollama_wire.director(server.root, monkeypatch)).commands == GRADED
