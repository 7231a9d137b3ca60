"""From LangGraph's and LangChain's chunks to events. Pure: the same chunks, the same events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolMessage

from schemas.events import (
    CallEnded,
    CallStarted,
    CallStreamed,
    Event,
    TextStreamed,
    ThinkingStreamed,
)

_RESULT = 4000
"""Longest result of a tool that an event repeats, characters."""


def events_of_piece(piece: BaseMessage, answer: str) -> Iterator[Event]:
    """The events of one piece of an answer that is being streamed.

    Args:
        piece: as `on_llm_new_token` hands it over.
        answer: id of the answer; pieces of one answer share it, those of a repetition do not.
    """
    if not isinstance(piece, AIMessageChunk):
        return
    if thought := _thought(piece):
        yield ThinkingStreamed(answer=answer, text=_sound(thought))
    if words := spoken(piece):
        yield TextStreamed(answer=answer, text=_sound(words))
    for call in piece.tool_call_chunks:
        yield CallStreamed(
            answer=answer,
            index=call["index"] if isinstance(call["index"], int) else 0,
            tool=_sound(call["name"] or ""),
            arguments=_sound(call["args"] or ""),
        )


def events_of_update(update: Mapping[str, Any]) -> Iterator[Event]:
    """The events of one chunk of LangGraph's stream mode `updates`: calls begun, calls ended.

    Args:
        update: what each node of the graph has added to the state; None where it added nothing.
    """
    for change in update.values():
        messages = change.get("messages") if isinstance(change, Mapping) else None
        for message in messages if isinstance(messages, list) else ():
            yield from _events_of_message(message)


def spoken(message: AIMessage) -> str:
    """The words of a message for the user: its text, or the text of a refusal."""
    return message.text or str(message.additional_kwargs.get("refusal") or "")


def _thought(piece: AIMessageChunk) -> str:
    """The reasoning in a piece, as LangChain's blocks have it or as servers send it."""
    blocks = (each.get("reasoning") for each in piece.content_blocks if each["type"] == "reasoning")
    return "".join(each or "" for each in blocks) or str(
        piece.additional_kwargs.get("reasoning_content") or ""
    )


def _events_of_message(message: object) -> Iterator[Event]:
    match message:
        case AIMessage():
            for call in message.tool_calls:
                yield CallStarted(
                    call=call["id"] or "",
                    tool=_sound(call["name"]),
                    arguments=json.dumps(call["args"]),
                )
        case ToolMessage():
            yield CallEnded(
                call=message.tool_call_id,
                tool=message.name or "",
                ok=message.status != "error",
                result=_sound(message.text)[:_RESULT],
            )
        case _:
            pass


def _sound(text: str) -> str:
    """`text` with half characters, which JSON can hold and UTF-8 cannot, replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")
