"""Streams of answers, held to being whole.

LangChain completes broken JSON of streamed tool calls by guessing: `{"exposure": -0.` becomes an
edit. An edit that the model did not finish must not be made, so what was streamed is checked.
"""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from typing import Any, Final, cast

from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from agent.models.broken import BrokenCall, BrokenStream

_LONGEST_CHARACTERS = 200_000
_LONGEST_SECONDS = 300.0
_REASONS: Final = ("finish_reason", "stop_reason", "done_reason")
"""Where OpenAI's, Anthropic's and Ollama's formats tell why an answer ended."""
_CUT_OFF: Final = frozenset(
    {"length", "max_tokens", "model_context_window_exceeded", "content_filter", "refusal"}
)
"""Reasons after which the last tool call may lack its end, and look whole all the same."""


def whole(chunks: Iterator[ChatGenerationChunk]) -> Iterator[ChatGenerationChunk]:
    """Passes on the chunks of one answer, and checks at the end that it is whole.

    Raises:
        BrokenStream: the stream ended without saying that the answer is complete, or does not end.
        BrokenCall: a tool call was cut off, or its arguments are no JSON object.
    """
    answer = _Answer(time.monotonic() + _LONGEST_SECONDS)
    # LangChain's streams are generators. One that is left to the garbage collector keeps its
    # connection until then.
    with closing(cast("Generator[ChatGenerationChunk]", chunks)) as stream:
        for chunk in stream:
            answer.take(chunk)
            yield chunk
    answer.require()


def require_finished(metadata: Mapping[str, Any]) -> None:
    """Checks of an answer with tool calls that the model itself has ended it.

    Args:
        metadata: of the answer, with the reason of its end where the server told one.

    Raises:
        BrokenCall: it was cut off.
    """
    if (reason := _reason_in(metadata)) in _CUT_OFF:
        raise BrokenCall(f"the answer was cut off ({reason}); write less in one answer")


class _Answer:
    """What has come of one stream so far.

    Args:
        until: time.monotonic() at which the stream must have ended.
    """

    def __init__(self, until: float) -> None:
        self._until = until
        self._parts: dict[int | str, str] = {}
        self._complete: list[str] = []
        self._characters = 0
        self._metadata: dict[str, Any] = {}

    def take(self, chunk: ChatGenerationChunk) -> None:
        """Notes a chunk.

        Raises:
            BrokenStream: the answer has become too long, in characters or seconds.
        """
        message = chunk.message
        told = {**message.response_metadata, **(chunk.generation_info or {})}
        self._metadata |= {name: told[name] for name in _REASONS if told.get(name)}
        self._characters += len(str(message.content))
        if isinstance(message, AIMessageChunk):
            for part in message.tool_call_chunks:
                self._note(part["index"], part["args"] or "")
        if self._characters > _LONGEST_CHARACTERS or time.monotonic() > self._until:
            raise BrokenStream("the answer does not end")

    def _note(self, index: int | str | None, arguments: str) -> None:
        self._characters += len(arguments)
        if index is None:
            # Without a place among the calls there is nothing that further pieces could join.
            self._complete.append(arguments)
        else:
            self._parts[index] = self._parts.get(index, "") + arguments

    def require(self) -> None:
        if _reason_in(self._metadata) is None:
            raise BrokenStream("the answer broke off")
        calls = [*self._parts.values(), *self._complete]
        if calls:
            require_finished(self._metadata)
        for arguments in calls:
            _require_object(arguments)


def _reason_in(metadata: Mapping[str, Any]) -> str | None:
    return next((str(metadata[name]) for name in _REASONS if metadata.get(name)), None)


def _require_object(arguments: str) -> None:
    try:
        value = json.loads(arguments or "{}")
    except (ValueError, RecursionError) as error:
        raise BrokenCall(f"the arguments are no JSON: {error}") from error
    if not isinstance(value, dict):
        raise BrokenCall("the arguments are no JSON object")
