"""A stream of an OpenAI-compatible server, held to being whole.

LangChain completes broken JSON of streamed tool calls by guessing: `{"exposure": -0.` becomes an
edit. An edit that the model did not finish must not be made, so what was streamed is checked.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI

from agent.models.broken import BrokenCall, BrokenStream

_LONGEST_CHARACTERS = 200_000
_LONGEST_SECONDS = 300.0


class StrictChatOpenAI(ChatOpenAI):
    """ChatOpenAI whose streams are whole, of bounded length, with well-formed tool calls."""

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:  # noqa: ANN401 - as the base class
        whole = Wholeness(time.monotonic() + _LONGEST_SECONDS)
        for chunk in super()._stream(*args, **kwargs):
            whole.take(chunk)
            yield chunk
        whole.require()

    def _convert_chunk_to_generation_chunk(
        self,
        chunk: dict[str, Any],
        default_chunk_class: type,
        base_generation_info: dict[str, Any] | None,
    ) -> ChatGenerationChunk | None:
        generation = super()._convert_chunk_to_generation_chunk(
            chunk, default_chunk_class, base_generation_info
        )
        # LangChain drops the words of a refusal, and the reasoning that some servers stream.
        if generation is not None and chunk.get("choices"):
            delta = chunk["choices"][0].get("delta") or {}
            for name in ("refusal", "reasoning_content"):
                if isinstance(text := delta.get(name), str):
                    generation.message.additional_kwargs[name] = text
        return generation


class Wholeness:
    """What has come of one stream so far.

    Args:
        until: time.monotonic() at which the stream must have ended.
    """

    def __init__(self, until: float) -> None:
        self._until = until
        self._arguments: dict[int | str | None, str] = {}
        self._characters = 0
        self._reason: str | None = None

    def take(self, chunk: ChatGenerationChunk) -> None:
        """Notes a chunk.

        Raises:
            BrokenStream: it has become too long, in characters or seconds.
        """
        message = chunk.message
        self._reason = (chunk.generation_info or {}).get("finish_reason") or self._reason
        self._characters += len(str(message.content))
        if isinstance(message, AIMessageChunk):
            for part in message.tool_call_chunks:
                text = part["args"] or ""
                self._characters += len(text)
                index = part["index"]
                self._arguments[index] = self._arguments.get(index, "") + text
        if self._characters > _LONGEST_CHARACTERS or time.monotonic() > self._until:
            raise BrokenStream("the answer does not end")

    def require(self) -> None:
        """Checks the stream at its end.

        Raises:
            BrokenStream: the server ended it without saying that the answer is complete.
            BrokenCall: the arguments of a tool call are no JSON object.
        """
        if self._reason is None:
            raise BrokenStream("the answer broke off")
        for arguments in self._arguments.values():
            _require_object(arguments)


def _require_object(arguments: str) -> None:
    try:
        value = json.loads(arguments or "{}")
    except (ValueError, RecursionError) as error:
        raise BrokenCall(f"the arguments are no JSON: {error}") from error
    if not isinstance(value, dict):
        raise BrokenCall("the arguments are no JSON object")
