"""Hears every piece of an answer as it arrives, and stops the model when the turn is stopped."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.outputs import ChatGenerationChunk, GenerationChunk

from agent.conversing.apart import Line
from agent.conversing.streaming import events_of_piece


class Listening(BaseCallbackHandler):
    """Sends the pieces as events.

    A callback and not LangGraph's stream mode `messages`: that one runs the model in a pool whose
    threads Python waits for at its exit, so that a server which says nothing would keep a stopped
    program alive.

    Args:
        line: to the thread that runs the turn.
    """

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line = line

    def on_llm_new_token(
        self,
        token: str | list[str | dict[str, Any]],
        *,
        chunk: GenerationChunk | ChatGenerationChunk | None = None,
        run_id: UUID,
        **_: Any,  # noqa: ANN401 - as the base class
    ) -> None:
        """Takes a piece.

        Raises:
            TurnCancelled: the turn was stopped; the model's stream ends with it.
        """
        self._line.check()
        if isinstance(chunk, ChatGenerationChunk):
            for event in events_of_piece(chunk.message, str(run_id)):
                self._line.send(event)

    # LangChain streams from models that could do without where a handler has these two methods.

    def tap_output_iter(self, run_id: UUID, output: Iterator[Any]) -> Iterator[Any]:
        """Passes everything on."""
        del run_id
        return output

    def tap_output_aiter(self, run_id: UUID, output: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Passes everything on."""
        del run_id
        return output
