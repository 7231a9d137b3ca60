"""The chat model with SmolLM2-135M: real vocabulary, real template, real weights."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import tool
from pydantic import Field

from agent.local.chat import ChatTransformers
from agent.local.opening import open_speaker
from agent.local.preparing import prepare
from agent.pocket.director import SMOLLM2

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

# Bounded, as a schema for a small model must be: it does not know when a list is long enough.
Frames = Annotated[list[Annotated[int, Field(ge=1, le=12)]], Field(min_length=1, max_length=3)]
Direction = Literal["darker", "brighter", "warmer", "cooler"]


@tool
def grade_frames(frames: Frames, direction: Direction) -> str:
    """Makes frames darker, brighter, warmer or cooler."""
    return f"frames {frames} are {direction}"


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> ChatTransformers:
    cache = tmp_path_factory.mktemp("cache")

    def loaded() -> object:
        return open_speaker(prepare(SMOLLM2, cache), repair=SMOLLM2.repair)

    return ChatTransformers(model=SMOLLM2.id, speaker=loaded, max_tokens=96)


@pytest.mark.parametrize("request_", ["Make frame 5 darker.", "Frames 2 and 3 should be warmer."])
def test_a_call_that_is_asked_for_fits_its_schema(chat: ChatTransformers, request_: str) -> None:
    bound = chat.bind_tools([grade_frames], tool_choice="any", parallel_tool_calls=False)
    answer = bound.invoke(request_)
    (call,) = answer.tool_calls
    assert call["name"] == "grade_frames"
    assert set(call["args"]) == {"frames", "direction"}
    assert 1 <= len(call["args"]["frames"]) <= 3
    assert all(1 <= frame <= 12 for frame in call["args"]["frames"])
    assert call["args"]["direction"] in {"darker", "brighter", "warmer", "cooler"}


def test_a_conversation_goes_on_behind_a_call(chat: ChatTransformers, tmp_path: Path) -> None:
    call = {"name": "grade_frames", "args": {"frames": [5], "direction": "darker"}, "id": "c1"}
    messages = [
        HumanMessage("Make frame 5 darker."),
        AIMessage("", tool_calls=[{**call, "type": "tool_call"}]),
        ToolMessage("frames [5] are darker", tool_call_id="c1"),
    ]
    answer = chat.bind_tools([grade_frames]).bind(max_tokens=16).invoke(messages)
    assert answer.usage_metadata is not None
    again = chat.bind_tools([grade_frames]).bind(max_tokens=16).invoke(messages)
    # In bfloat16 a prompt that was read in other blocks may lead to other words: not compared.
    assert answer.content and again.content
    assert again.usage_metadata is not None
    kept = again.usage_metadata["input_token_details"]["cache_read"]
    assert kept == again.usage_metadata["input_tokens"]
