"""From LangChain's words for a request to an order for the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import torch
from langchain_core.messages import BaseMessage, convert_to_openai_messages

from agent.local.choosing import Choose, Sampler, greedy
from agent.local.order import Order, Tool
from schemas.errors import DirectorError

if TYPE_CHECKING:
    from agent.local.order import Message

_MOST_CALLS: Final = 32
"""Calls in one answer; a model that makes more has lost the thread."""


def order_of(
    messages: Sequence[BaseMessage], *, stop: Sequence[str], settings: Mapping[str, Any]
) -> Order:
    """The order for one answer.

    Args:
        messages: the conversation.
        stop: words end before the first of these.
        settings: temperature, top_p, seed, max_tokens, and if given tools, tool_choice and
            parallel_tool_calls in the words of OpenAI's API.

    Raises:
        ValueError: tool_choice names no tool.
        DirectorError: a message holds something else than text.
    """
    offered: Sequence[Tool] = settings.get("tools") or ()
    tools, required = _chosen(offered, settings.get("tool_choice"))
    single = settings.get("parallel_tool_calls") is False
    return Order(
        messages=[_message(each) for each in messages],
        tools=tools,
        choice="required" if required else "auto",
        calls=1 if single else _MOST_CALLS,
        choose=_choose(settings["temperature"], settings["top_p"], settings["seed"]),
        stop=[each for each in stop if each],
        limit=settings["max_tokens"],
    )


def _chosen(
    tools: Sequence[Tool],
    choice: Any,  # noqa: ANN401 - LangChain's own type for it
) -> tuple[Sequence[Tool], bool]:
    """The tools that are left by `tool_choice`, and whether one must be called."""
    match choice:
        case None | False | "auto":
            return tools, False
        case "none":
            return (), False
        case True | "any" | "required":
            name = None
        case {"function": {"name": str(name)}} | str(name):
            pass
        case _:
            raise ValueError(f"tool_choice {choice!r} is not known; use auto, none, any or a name")
    left = [tool for tool in tools if name in {None, tool["function"]["name"]}]
    if not left:
        names = ", ".join(tool["function"]["name"] for tool in tools) or "none"
        raise ValueError(f"tool_choice {choice!r} names no tool; the tools are: {names}")
    return left, True


def _choose(temperature: float, top_p: float, seed: int | None) -> Choose:
    if temperature == 0:
        return greedy
    generator = torch.Generator()
    _ = generator.seed() if seed is None else generator.manual_seed(seed)
    return Sampler(generator, temperature=temperature, top_p=top_p)


def _message(message: BaseMessage) -> Message:
    spelled = convert_to_openai_messages(message)
    return {**spelled, "content": _text(spelled.get("content") or "")}


def _text(content: str | list[dict[str, Any]]) -> str:
    if isinstance(content, str):
        return content
    for block in content:
        if block.get("type") != "text":
            raise DirectorError(
                f"a message holds {block.get('type')!r}; a model in this process reads only text",
                hint="leave it out, or use a director that reads it",
            )
    return "".join(block["text"] for block in content)
