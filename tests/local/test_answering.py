"""Words stay words, calls are always whole and valid, and the model chooses between them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.local.choosing import Choose, Sampler
from agent.local.order import Order
from agent.local.parts import Argued, Called, Ended, Part, Said, Thought
from agent.local.speaking import Speaker
from agent.models.broken import BrokenCall
from schemas.errors import DirectorError
from tests.agent.toy_language_model import toy_tokenizer
from tests.local.dictation import Dictated, toy_speaker
from tests.local.templates import HERMES, LLAMA, MISTRAL


def tool(name: str, **properties: object) -> dict[str, Any]:
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "function", "function": {"name": name, "parameters": parameters}}


DIM = tool("dim", frames={"type": "array", "items": {"enum": ["f1", "f2"]}, "maxItems": 2})
SHOW = tool("show")
USER = [{"role": "user", "content": "the fox"}]


@pytest.fixture(scope="module")
def speaker() -> Speaker:
    return toy_speaker(HERMES)


def dictated(*stretches: str) -> Dictated:
    return Dictated(toy_tokenizer(), *stretches)


def order(
    choose: Choose, tools: Sequence[dict[str, Any]] = (DIM, SHOW), **changed: object
) -> Order:
    asked: dict[str, Any] = {"choice": "auto", "calls": 8, "stop": (), "limit": 200, **changed}
    return Order(messages=USER, tools=tools, choose=choose, **asked)


def spoken(speaker: Speaker, asked: Order) -> list[Part]:
    return list(speaker.speak(asked))


def words(parts: Sequence[Part]) -> str:
    return "".join(part.text for part in parts if isinstance(part, Said))


def calls(parts: Sequence[Part]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for part in parts:
        if isinstance(part, Called):
            assert part.index == len(found)
            pieces = [p.text for p in parts if isinstance(p, Argued) and p.index == part.index]
            found.append((part.name, json.loads("".join(pieces))))
    return found


def end(parts: Sequence[Part]) -> Ended:
    assert isinstance(parts[-1], Ended)
    return parts[-1]


def test_words_without_a_call_are_left_alone(speaker: Speaker) -> None:
    said = 'The fox <tool sleeps. {"name": "dim"} <'
    parts = spoken(speaker, order(dictated(said)))
    assert (words(parts), calls(parts), end(parts).reason) == (said, [], "stop")


def test_words_and_then_a_call(speaker: Speaker) -> None:
    choose = dictated("Yes.\n<tool_call>", 'dim", "arguments": {"frames": ["f2"]}')
    parts = spoken(speaker, order(choose))
    assert words(parts) == "Yes.\n"
    assert calls(parts) == [("dim", {"frames": ["f2"]})]
    assert (end(parts).reason, choose.refused) == ("tool_calls", [])


def test_several_calls_in_one_answer(speaker: Speaker) -> None:
    first = ('<tool_call>\n{"name": "', 'dim", "arguments": {"frames": ["f1"]}')
    choose = dictated(*first, "\n<tool_call>", 'show", "arguments": {}', " and so on")
    parts = spoken(speaker, order(choose))
    assert calls(parts) == [("dim", {"frames": ["f1"]}), ("show", {})]
    assert words(parts) == ""
    assert len(calls(spoken(speaker, order(dictated(*first, "\n<tool_call>"), calls=1)))) == 1


def test_what_the_schema_does_not_admit_cannot_be_written(speaker: Speaker) -> None:
    choose = dictated("<tool_call>", 'dim", "arguments": {"frames": ["f9"], "more": 1}')
    ((name, arguments),) = calls(spoken(speaker, order(choose)))
    assert choose.refused
    assert name == "dim"
    assert set(arguments) == {"frames"}
    assert set(arguments["frames"]) <= {"f1", "f2"}


def test_a_tool_that_does_not_exist_cannot_be_called(speaker: Speaker) -> None:
    choose = dictated("<tool_call>", 'delete_all", "arguments": {}')
    ((name, _),) = calls(spoken(speaker, order(choose)))
    assert name in {"dim", "show"}
    assert choose.refused


def test_without_tools_the_mark_is_text(speaker: Speaker) -> None:
    parts = spoken(speaker, order(dictated("<tool_call> is a tag"), tools=()))
    assert words(parts) == "<tool_call> is a tag"


def test_a_required_call_needs_no_words(speaker: Speaker) -> None:
    parts = spoken(speaker, order(dictated('show", "arguments": {}'), choice="required"))
    assert calls(parts) == [("show", {})]
    assert words(parts) == ""


def test_bare_json_is_a_call_at_the_beginning_only() -> None:
    llama = toy_speaker(LLAMA)
    inside = 'dim", "parameters": {"frames": []}'
    assert calls(spoken(llama, order(dictated("{", inside)))) == [("dim", {"frames": []})]
    text = 'A brace: {"name": "dim"}'
    parts = spoken(llama, order(dictated(text)))
    assert (words(parts), calls(parts)) == (text, [])


def test_a_list_of_calls_holds_one() -> None:
    choose = dictated("[TOOL_CALLS]", 'show", "arguments": {}')
    parts = spoken(toy_speaker(MISTRAL), order(choose))
    assert calls(parts) == [("show", {})]


def test_words_end_before_a_stop_sequence(speaker: Speaker) -> None:
    parts = spoken(speaker, order(dictated("one two END three"), stop=["nothing", " END"]))
    assert (words(parts), end(parts).reason) == ("one two", "stop")


def test_thoughts_are_no_words_and_call_nothing(speaker: Speaker) -> None:
    choose = dictated("<think>call <tool_call>? no</think>Hello")
    parts = spoken(speaker, order(choose))
    thoughts = "".join(part.text for part in parts if isinstance(part, Thought))
    assert (thoughts, words(parts), calls(parts)) == ("call <tool_call>? no", "Hello", [])


def test_an_answer_that_meets_the_limit_says_so(speaker: Speaker) -> None:
    parts = spoken(speaker, order(dictated("a" * 50), limit=10))
    assert (words(parts), end(parts).reason, end(parts).written) == ("a" * 10, "length", 10)


def test_a_call_that_meets_the_limit_is_no_call(speaker: Speaker) -> None:
    note = tool("note", text={"type": "string"})
    choose = dictated("<tool_call>", 'note", "arguments": {"text": "' + "a" * 500)
    with pytest.raises(BrokenCall, match="did not end within 200 tokens"):
        spoken(speaker, order(choose, [note]))


def test_a_conversation_beyond_the_window_is_refused() -> None:
    with pytest.raises(DirectorError, match="reads 20"):
        spoken(toy_speaker(window=20), order(dictated("x")))


def test_a_continued_conversation_is_read_from_where_it_was_left(speaker: Speaker) -> None:
    first = spoken(speaker, order(dictated("Hello."), tools=()))
    asked = order(dictated("Bye."), tools=())
    longer = [*USER, {"role": "assistant", "content": "Hello."}, {"role": "user", "content": "ok"}]
    second = spoken(
        speaker,
        Order(longer, (), "auto", 1, asked.choose, (), 50),
    )
    assert end(second).kept >= end(first).read
    assert end(second).kept > end(second).read - 40


SCHEMAS: dict[str, Any] = {
    "count": {"type": "integer", "minimum": 0, "maximum": 30},
    "light": {"enum": ["day", "night", 'a "quoted" one', "snow\n"]},
    "note": {"type": "string", "maxLength": 6},
    "maybe": {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
    "who": {"$ref": "#/$defs/who"},
}
WHO = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 4}, "age": {"type": "integer"}},
    "required": ["name"],
}


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(st.sampled_from(sorted(SCHEMAS)), unique=True),
    seed=st.integers(0, 10_000),
    template=st.sampled_from([None, HERMES, LLAMA, MISTRAL]),
)
def test_a_model_that_writes_at_random_makes_only_valid_calls(
    names: list[str], seed: int, template: str | None
) -> None:
    act = tool("act", **{name: SCHEMAS[name] for name in names})
    act["function"]["parameters"]["$defs"] = {"who": WHO}
    sampler = Sampler(torch.Generator().manual_seed(seed), temperature=1.5, top_p=1.0)
    asked = order(sampler, [act, SHOW], choice="required", calls=1, limit=600)
    try:
        ((name, arguments),) = calls(spoken(_speakers(template), asked))
    except BrokenCall:
        return
    assert name in {"act", "show"}
    if name == "show":
        assert arguments == {}
        return
    assert set(arguments) == set(names)
    for key, value in arguments.items():
        _check(key, value)


def _check(key: str, value: Any) -> None:  # noqa: ANN401 - JSON
    match key:
        case "count":
            assert value in range(31)
        case "light":
            assert value in SCHEMAS["light"]["enum"]
        case "note":
            assert len(value) <= 6
        case "maybe":
            assert value in (True, False, None)
        case _:
            assert set(value) <= {"name", "age"}
            assert len(value["name"]) <= 4


_SPEAKERS: dict[str | None, Speaker] = {}


def _speakers(template: str | None) -> Speaker:
    if template not in _SPEAKERS:
        _SPEAKERS[template] = toy_speaker(template)
    return _SPEAKERS[template]
