"""Finding out what a chat model can do, with four tiny requests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk

from agent.conversing.explaining import explained, futile
from schemas.capabilities import Capabilities
from schemas.errors import StoryreelError

_TOOL: Final[dict[str, Any]] = {
    "type": "function",
    "function": {
        "name": "set_number",
        "description": "Stores a number.",
        "parameters": {
            "type": "object",
            "properties": {"value": {"type": "integer"}},
            "required": ["value"],
            "additionalProperties": False,
        },
    },
}
_REQUEST: Final = "Call set_number with the value 7."
_GREETING: Final = "Hello!"


def probe(director: str, model: BaseChatModel, name: str, base_url: str | None) -> Capabilities:
    """Asks for a tool call streamed and whole, a forced one, and an answer in a JSON schema.

    Args:
        director: director id, for the record.
        model: the chat model.
        name: what the server calls the model.
        base_url: address of the server; None where there is none of the user's own.

    Raises:
        DirectorError: the server cannot be reached, or refuses the key or the model.
    """
    problems: list[str] = []
    answers: list[AIMessage] = []

    def found(part: str, ask: Callable[[], bool]) -> bool:
        try:
            return ask()
        except StoryreelError:
            raise
        except Exception as error:  # What a foreign server sends can fail in any way.
            if futile(error):
                raise explained(error, director) from None
            # Only the kind: a server's own words can hold parts of a key.
            problems.append(f"{part}: {type(error).__name__}")
            return False

    whole = _with_streaming(model, wanted=False)
    # Not as an earlier record adapted it: what was broken then may be repaired.
    streamed = _with_streaming(model, wanted=True)
    return Capabilities(
        director=director,
        model=name,
        base_url=base_url,
        probed=datetime.now(UTC),
        tools=found("tools", lambda: _calls(whole.bind_tools([_TOOL]).invoke(_REQUEST))),
        tool_streaming=found("tool streaming", lambda: _streams(streamed, answers)),
        forced_choice=found("forced choice", lambda: _forced(whole)),
        json_schema=found("JSON schema", lambda: _follows_schema(whole)),
        usage=any(answer.usage_metadata is not None for answer in answers),
        problems=tuple(problems),
    )


def _with_streaming(model: BaseChatModel, *, wanted: bool) -> BaseChatModel:
    fields = {"disable_streaming": not wanted, "streaming": wanted}
    known = type(model).model_fields
    return model.model_copy(update={name: fields[name] for name in fields if name in known})


def _calls(answer: AIMessage) -> bool:
    return [(call["name"], call["args"]) for call in answer.tool_calls] == [
        ("set_number", {"value": 7})
    ]


def _streams(model: BaseChatModel, answers: list[AIMessage]) -> bool:
    whole = AIMessageChunk(content="")
    for chunk in model.bind_tools([_TOOL]).stream(_REQUEST):
        if isinstance(chunk, AIMessageChunk):
            whole += chunk
    answers.append(whole)
    return _calls(whole)


def _forced(model: BaseChatModel) -> bool:
    answer = model.bind_tools([_TOOL], tool_choice="set_number").invoke(_GREETING)
    return [call["name"] for call in answer.tool_calls] == ["set_number"]


def _follows_schema(model: BaseChatModel) -> bool:
    schema = {"title": "number", **_TOOL["function"]["parameters"]}
    structured = model.with_structured_output(schema, method="json_schema")
    answer = structured.invoke("Answer with the value 7.")
    return isinstance(answer, dict) and isinstance(answer.get("value"), int)
