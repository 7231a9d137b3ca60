"""Chat models of OpenAI's format: of OpenAI itself, and of every server that speaks it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI

from agent.models.wholeness import whole


class StrictChatOpenAI(ChatOpenAI):
    """ChatOpenAI whose streams are whole, of bounded length, with well-formed tool calls."""

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:  # noqa: ANN401 - as the base class
        return whole(super()._stream(*args, **kwargs))

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
