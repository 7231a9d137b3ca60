"""From the parts of an answer to LangChain's message chunks."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from agent.local.generation import Failed, Handed
from agent.local.parts import Argued, Called, Ended, Part, Read, Said, Thought


def unless_failed(part: Handed) -> Part:
    """The part; raises what the answer failed with."""
    if isinstance(part, Failed):
        raise part.error
    return part


def chunk_of(part: Part) -> ChatGenerationChunk:
    """The chunk for one part of an answer, its end excepted."""
    match part:
        case Said(text):
            message = AIMessageChunk(content=text)
        case Thought(text):
            message = AIMessageChunk(content="", additional_kwargs={"reasoning_content": text})
        case Called(index, name):
            call_id = f"call_{uuid.uuid4().hex[:16]}"
            begun = tool_call_chunk(name=name, args="", id=call_id, index=index)
            message = AIMessageChunk(content="", tool_call_chunks=[begun])
        case Argued(index, text):
            piece = tool_call_chunk(args=text, index=index)
            message = AIMessageChunk(content="", tool_call_chunks=[piece])
        case Read() | Ended():
            # Without words, so that a consumer gets to stop before a long prompt is read.
            message = AIMessageChunk(content="")
    return ChatGenerationChunk(message=message)


def last_chunk(ended: Ended, model: str) -> ChatGenerationChunk:
    """The chunk that ends an answer of `model`: reason and usage."""
    usage = UsageMetadata(
        input_tokens=ended.read,
        output_tokens=ended.written,
        total_tokens=ended.read + ended.written,
        input_token_details=InputTokenDetails(cache_read=ended.kept),
    )
    message = AIMessageChunk(
        content="",
        usage_metadata=usage,
        response_metadata={"model_name": model, "model_provider": "transformers"},
        chunk_position="last",
    )
    return ChatGenerationChunk(message=message, generation_info={"finish_reason": ended.reason})


def folded(chunks: Iterable[ChatGenerationChunk]) -> ChatResult:
    """The whole answer from all of its chunks; at least the last one."""
    first, *others = chunks
    whole = first
    for chunk in others:
        whole += chunk
    assert isinstance(whole.message, AIMessageChunk)
    message = AIMessage(
        content=whole.message.content,
        additional_kwargs=whole.message.additional_kwargs,
        tool_calls=whole.message.tool_calls,
        invalid_tool_calls=whole.message.invalid_tool_calls,
        usage_metadata=whole.message.usage_metadata,
        response_metadata={**whole.message.response_metadata, **(whole.generation_info or {})},
    )
    return ChatResult(generations=[ChatGeneration(message=message)])
