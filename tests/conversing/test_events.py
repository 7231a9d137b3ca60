"""A turn as a stream of events: words as they arrive, calls, repetitions, usage, and stopping."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Generator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk

from agent.conversing.apart import Line, TurnCancelled, run_apart
from agent.conversing.director import ToolCallingDirector
from agent.conversing.streaming import events_of_piece, events_of_update
from agent.director import Request
from agent.remembering import Memory
from schemas.events import (
    AnswerRepeated,
    CallEnded,
    CallStarted,
    CallStreamed,
    Event,
    TextStreamed,
    ThinkingStreamed,
    UsageCounted,
)
from schemas.usage import Price, Usage, totals
from tests.conversing.conftest import Server, calls, delta, says, sse
from tests.conversing.desk import MemoryDesk, answered
from tests.conversing.test_director import DARKER, fox_script

SCRIPT = fox_script(8)
REQUEST = "make frame 5 darker"


def of(kind: type[Any], events: list[Event]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


def test_words_and_calls_arrive_in_pieces_and_in_order(server: Server) -> None:
    words = sse(delta(role="assistant", content="It "), delta(content="is."), delta("stop"))
    server.will(calls(DARKER, text="Let me.", size=20), words)
    answer, events = answered(server.director(), SCRIPT, REQUEST)
    assert answer.reply == "It is."
    assert [each.text for each in of(TextStreamed, events)] == ["Let me.", "It ", "is."]
    first, *last = (each.answer for each in of(TextStreamed, events))
    assert first not in last
    pieces = of(CallStreamed, events)
    assert pieces[0].tool == "grade_frames"
    assert "".join(each.arguments for each in pieces).startswith('{"base": 1')
    kinds = [type(each) for each in events if isinstance(each, CallStarted | CallEnded)]
    assert kinds == [CallStarted, CallEnded]
    assert of(CallEnded, events)[0].ok
    assert events.index(of(CallEnded, events)[0]) < events.index(of(TextStreamed, events)[1])


def test_a_refused_call_is_told_as_such(server: Server) -> None:
    server.will(calls(("lock_frames", {"base": 9, "ids": ["f5"]})), says("No."))
    _, events = answered(server.director(), SCRIPT, REQUEST)
    (ended,) = of(CallEnded, events)
    assert not ended.ok
    assert "the current one is 1" in ended.result


def test_an_answer_that_broke_off_is_void_and_repeated_once(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_once(error: Exception, attempt: int) -> float:
        return 0.0

    monkeypatch.setattr("agent.conversing.calling.wait_for", at_once)
    server.will(sse(delta(role="assistant", content="It")), says("It is done."))
    answer, events = answered(server.director(), SCRIPT, REQUEST)
    assert answer.reply == "It is done."
    (repeated,) = of(AnswerRepeated, events)
    assert repeated.attempt == 2
    assert "broke off" in repeated.reason
    before, after = of(TextStreamed, events)
    assert before.answer != after.answer
    assert len(server.requests) == 2


def test_usage_is_reported_priced_and_otherwise_estimated(server: Server) -> None:
    reported = {**delta("stop"), "usage": {"prompt_tokens": 1000, "completion_tokens": 20,
                                           "total_tokens": 1020}}  # fmt: skip
    server.will(sse(delta(role="assistant", content="A fox."), reported, "[DONE]"))
    plain = server.director()
    price = Price(input=Decimal(2), output=Decimal(10))
    priced = ToolCallingDirector("toy", plain._model, price)  # pyright: ignore[reportPrivateUsage]
    _, events = answered(priced, SCRIPT, "what is it about?")
    (counted,) = of(UsageCounted, events)
    assert counted.usage == Usage(
        director="toy",
        input_tokens=1000,
        output_tokens=20,
        estimated=False,
        dollars=Decimal("0.0022"),
    )
    server.will(says("A fox."))
    _, events = answered(plain, SCRIPT, "what is it about?")
    (counted,) = of(UsageCounted, events)
    assert counted.usage.estimated
    assert counted.usage.dollars is None
    assert counted.usage.input_tokens > 100
    assert counted.usage.output_tokens == 2


def test_a_sum_with_an_unknown_price_has_no_price() -> None:
    known = Usage(
        director="a", input_tokens=1, output_tokens=2, estimated=False, dollars=Decimal(1)
    )
    unknown = known.model_copy(update={"dollars": None, "estimated": True})
    other = known.model_copy(update={"director": "b"})
    total = totals((known, other, unknown, known))
    assert [each.director for each in total] == ["a", "b"]
    assert (total[0].input_tokens, total[0].dollars, total[0].estimated) == (3, None, True)
    assert totals((known, known))[0].dollars == 2


def test_the_fifth_render_of_a_turn_is_refused(server: Server) -> None:
    server.will(*(calls(("render", {})) for _ in range(5)), says("Enough."))
    answer, events = answered(server.director(), SCRIPT, REQUEST)
    assert answer.reply == "Enough."
    assert [each.ok for each in of(CallEnded, events)] == [True] * 4 + [False]


def test_stopping_in_mid_answer_ends_the_stream_of_the_model(server: Server) -> None:
    hung_up = threading.Event()

    def endless(handler: BaseHTTPRequestHandler) -> None:
        sse(delta(role="assistant", content="I "))(handler)
        with contextlib.suppress(OSError):
            while not hung_up.is_set():
                sse_piece(handler)
            return
        hung_up.set()

    def sse_piece(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(f"data: {json.dumps(delta(content='more '))}\n\n".encode())
        handler.wfile.flush()

    server.will(endless)
    desk = MemoryDesk(SCRIPT, REQUEST)
    turn = server.director().converse(
        Request(words=REQUEST, memory=Memory(), vocabulary=None), desk
    )
    while not isinstance(next(turn), TextStreamed):
        pass
    turn.close()
    # The model's stream is closed, so the server cannot write to it any more.
    assert hung_up.wait(30)
    assert desk.work.edits == ()


def test_a_stopped_agent_can_do_nothing_any_more() -> None:
    def nothing() -> Generator[Event, None, None]:
        yield from ()

    told: list[str] = []
    waiting, over = threading.Event(), threading.Event()

    def work(line: Line) -> None:
        line.send(TextStreamed(answer="a", text="x"))
        waiting.wait(30)
        for attempt in (lambda: line.do(nothing), line.check, lambda: line.wait(30)):
            try:
                attempt()
            except TurnCancelled:
                told.append("stopped")
        over.set()

    turn = run_apart(work)
    next(turn)
    turn.close()
    waiting.set()
    assert over.wait(30)
    assert told == ["stopped"] * 3


def test_what_the_work_raises_reaches_the_agent_and_what_the_agent_raises_the_caller() -> None:
    def refuse() -> Generator[Event, None, None]:
        raise ValueError("no")
        yield

    def work(line: Line) -> None:
        with pytest.raises(ValueError, match="no"):
            line.do(refuse)
        raise KeyError("end")

    with pytest.raises(KeyError, match="end"):
        list(run_apart(work))


def test_pieces_become_events() -> None:
    thinking = AIMessageChunk(content=[{"type": "reasoning", "reasoning": "hm"}])
    assert list(events_of_piece(thinking, "a")) == [ThinkingStreamed(answer="a", text="hm")]
    reasoned = AIMessageChunk(content="", additional_kwargs={"reasoning_content": "hm"})
    assert list(events_of_piece(reasoned, "a")) == [ThinkingStreamed(answer="a", text="hm")]
    chunk = tool_call_chunk(name=None, args='{"b', id=None, index=1)
    piece = AIMessageChunk(content="", tool_call_chunks=[chunk])
    assert list(events_of_piece(piece, "a")) == [
        CallStreamed(answer="a", index=1, tool="", arguments='{"b')
    ]
    assert list(events_of_piece(HumanMessage("no"), "a")) == []


def test_half_a_character_does_no_harm(server: Server) -> None:
    half = '{"id": "c", "choices": [{"index": 0, "delta": {"content": "a\\ud83d"}}]}'
    server.will(sse(half, delta("stop"), "[DONE]"))
    answer, events = answered(server.director(), SCRIPT, "what is it?")
    assert [each.text for each in of(TextStreamed, events)] == ["a?"]
    assert answer.reply == "a\\ud83d"


def test_updates_become_events() -> None:
    call = {"name": "undo", "args": {}, "id": "c1"}
    update = {
        "model": {"messages": [AIMessage("", tool_calls=[call])]},
        "tools": {"messages": [ToolMessage("no", tool_call_id="c1", name="undo", status="error")]},
        "Limit.before_model": None,
    }
    assert list(events_of_update(update)) == [
        CallStarted(call="c1", tool="undo", arguments="{}"),
        CallEnded(call="c1", tool="undo", ok=False, result="no"),
    ]


def test_the_reasoning_of_a_server_is_told(server: Server) -> None:
    server.will(sse(delta(role="assistant", reasoning_content="Hm."), delta(content="Yes."),
                    delta("stop"), "[DONE]"))  # fmt: skip
    answer, events = answered(server.director(), SCRIPT, "is it good?")
    assert [each.text for each in of(ThinkingStreamed, events)] == ["Hm."]
    assert answer.reply == "Yes."
