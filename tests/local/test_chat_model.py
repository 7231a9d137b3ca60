"""The chat model as LangChain, an agent, or an impatient user sees it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, ToolMessage
from langchain_core.tools import tool
from torch import Tensor

from agent.local.chat import ChatTransformers
from agent.local.choosing import Choose
from agent.local.speaking import Speaker
from schemas.errors import DirectorError, ModelMissing
from tests.agent.toy_language_model import toy_tokenizer
from tests.local.dictation import Dictated, toy_speaker
from tests.local.templates import HERMES

CALL = ("<tool_call>", 'dim", "arguments": {"frames": ["f5"]}')


@tool
def dim(frames: list[str]) -> str:
    """Dims frames."""
    return f"dimmed {frames}"


@pytest.fixture(scope="module")
def speaker() -> Speaker:
    return toy_speaker(HERMES)


@pytest.fixture
def chat(speaker: Speaker) -> ChatTransformers:
    return ChatTransformers(model="toy", speaker=lambda: speaker, max_tokens=400)


@pytest.fixture
def dictate(monkeypatch: pytest.MonkeyPatch) -> Dictate:
    return Dictate(monkeypatch)


class Dictate:
    """Lets the next answers be written as dictated, whatever the weights say."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def __call__(self, *answers: Sequence[str]) -> None:
        left = [Dictated(toy_tokenizer(), *stretches) for stretches in answers]
        self.choosing(lambda *_: left.pop(0))

    def choosing(self, make: object) -> None:
        self._patch.setattr("agent.local.asking._choose", make)


def test_words_and_calls_are_streamed_as_they_come(
    chat: ChatTransformers, dictate: Dictate
) -> None:
    dictate(("I dim it.\n" + CALL[0], CALL[1]))
    chunks = list(chat.bind_tools([dim]).stream("dim 5"))
    assert len([chunk for chunk in chunks if chunk.content]) > 3
    assert len([chunk for chunk in chunks if chunk.tool_call_chunks]) > 2
    whole = chunks[0]
    for chunk in chunks[1:]:
        whole += chunk
    assert isinstance(whole, AIMessageChunk)
    assert whole.text == "I dim it.\n"
    assert [(call["name"], call["args"]) for call in whole.tool_calls] == [
        ("dim", {"frames": ["f5"]})
    ]
    assert whole.response_metadata["finish_reason"] == "tool_calls"


def test_usage_counts_and_says_what_was_kept(chat: ChatTransformers, dictate: Dictate) -> None:
    dictate(("Hello.",), ("Bye.",))
    first = chat.invoke("the fox")
    second = chat.invoke([HumanMessage("the fox"), first, HumanMessage("and?")])
    assert first.usage_metadata is not None
    assert second.usage_metadata is not None
    assert first.usage_metadata["output_tokens"] == len(toy_tokenizer().encode("Hello."))
    kept = second.usage_metadata["input_token_details"]["cache_read"]
    assert kept >= first.usage_metadata["input_tokens"]


def test_an_agent_works_with_it(chat: ChatTransformers, dictate: Dictate) -> None:
    dictate(CALL, ("Frame 5 is darker.",))
    end = create_agent(chat, [dim], system_prompt="Be brief.").invoke(
        {"messages": [HumanMessage("make frame 5 darker")]}
    )
    kinds = [type(message) for message in end["messages"]]
    assert kinds == [HumanMessage, AIMessage, ToolMessage, AIMessage]
    assert end["messages"][2].content == "dimmed ['f5']"
    assert end["messages"][3].text == "Frame 5 is darker."


def test_the_same_conversation_gives_the_same_answer(chat: ChatTransformers) -> None:
    warm = chat.model_copy(update={"temperature": 1.5, "seed": 7, "max_tokens": 20})
    assert (
        chat.bind(max_tokens=20).invoke("x").content == chat.bind(max_tokens=20).invoke("x").content
    )
    assert warm.invoke("x").content == warm.invoke("x").content
    assert warm.invoke("x").content != warm.bind(seed=8).invoke("x").content


@pytest.mark.parametrize("choice", ["any", "required", True, "dim", {"function": {"name": "dim"}}])
def test_a_call_can_be_asked_for(chat: ChatTransformers, dictate: Dictate, choice: object) -> None:
    dictate((CALL[1],))
    answer = chat.bind_tools([dim], tool_choice=choice).invoke("x")  # pyright: ignore[reportArgumentType]
    assert [call["name"] for call in answer.tool_calls] == ["dim"]


def test_calls_can_be_forbidden(chat: ChatTransformers, dictate: Dictate) -> None:
    dictate(("No <tool_call> here.",))
    answer = chat.bind_tools([dim], tool_choice="none").invoke("x")
    assert (answer.text, answer.tool_calls) == ("No <tool_call> here.", [])


def test_a_tool_choice_that_is_no_tool_is_named(chat: ChatTransformers) -> None:
    with pytest.raises(ValueError, match="'erase' names no tool; the tools are: dim"):
        chat.bind_tools([dim], tool_choice="erase").invoke("x")


def test_pictures_are_refused(chat: ChatTransformers) -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    with pytest.raises(DirectorError, match="reads only text"):
        chat.invoke([HumanMessage([picture])])


def test_a_model_that_cannot_be_loaded_fails_each_time(speaker: Speaker) -> None:
    def missing() -> Speaker:
        raise ModelMissing("no weights", hint="get some")

    chat = ChatTransformers(model="toy", speaker=missing)
    for _ in range(2):
        with pytest.raises(ModelMissing, match="no weights"):
            chat.invoke("x")


class Counted:
    """Never ends, and tells how many tokens it was asked for."""

    def __init__(self) -> None:
        self.tokens = 0
        self.going = threading.Event()

    def __call__(self, logits: Tensor, written: Sequence[int]) -> int:
        self.tokens += 1
        self.going.set()
        return 70


def endless(dictate: Dictate) -> Counted:
    counted = Counted()
    choices: list[Choose] = [counted]
    dictate.choosing(lambda *_: choices.pop(0) if choices else Dictated(toy_tokenizer(), "After."))
    return counted


def test_a_closed_stream_stops_the_model(chat: ChatTransformers, dictate: Dictate) -> None:
    counted = endless(dictate)
    stream = chat.bind(max_tokens=3000).stream("x")
    while not next(stream).content:
        pass
    stream.close()
    # The next answer waits for the model, so the count is final when it comes.
    assert chat.invoke("y").text == "After."
    assert counted.tokens < 3000


def test_an_abandoned_stream_does_not_block_the_model(
    chat: ChatTransformers, dictate: Dictate
) -> None:
    _ = endless(dictate)
    stream = chat.bind(max_tokens=30).stream("x")
    _ = next(stream)
    assert chat.invoke("y").text == "After."
    stream.close()


def test_a_cancelled_task_stops_the_model(chat: ChatTransformers, dictate: Dictate) -> None:
    counted = endless(dictate)

    async def cancelled() -> str:
        task = asyncio.create_task(chat.bind(max_tokens=3000).ainvoke("x"))
        await asyncio.to_thread(counted.going.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return (await chat.ainvoke("y")).text

    assert asyncio.run(cancelled()) == "After."
    assert counted.tokens < 3000


def test_threads_that_share_it_get_their_own_answers(
    chat: ChatTransformers, dictate: Dictate
) -> None:
    alone = {text: chat.bind(max_tokens=12).invoke(text).content for text in ("a", "the fox", "z")}
    together: dict[str, object] = {}

    def ask(text: str) -> None:
        together[text] = chat.bind(max_tokens=12).invoke(text).content

    threads = [threading.Thread(target=ask, args=(text,)) for text in alone]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone
