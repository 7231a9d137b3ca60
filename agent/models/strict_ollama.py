"""Chat models of an Ollama server. Importing this needs the extra `storyreel[ollama]`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_core.outputs import ChatGenerationChunk
from langchain_ollama import ChatOllama

from agent.models.wholeness import whole


class StrictChatOllama(ChatOllama):
    """ChatOllama whose streams are whole, of bounded length, with well-formed tool calls."""

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:  # noqa: ANN401 - as the base class
        return whole(super()._stream(*args, **kwargs))
