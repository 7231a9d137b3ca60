"""Putting the agent together, and letting it work through one turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import (
    ModelCallLimitMiddleware,
    ModelRequest,
    dynamic_prompt,
)
from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.tools import BaseTool
from langgraph.errors import GraphRecursionError

from agent.conversing.calling import SteadyCalls
from schemas.errors import DirectorError
from schemas.text import printable

_CALLS = 10
"""Most answers of the model in one turn; a request takes two or three."""
_REPLY = 2000
"""Longest reply to the user, characters."""


def run_turn(
    director: str,
    model: BaseChatModel,
    tools: Sequence[BaseTool],
    system: Callable[[], str],
    message: str,
) -> str:
    """Lets the model call tools until it answers in words.

    Args:
        director: id, for messages.
        model: a chat model that can call tools.
        tools: what it may call.
        system: gives the system prompt; asked before each call, so that the state is always fresh.
        message: what the user said.

    Returns:
        The answer, on one line of printable text; empty if the model said nothing.

    Raises:
        DirectorError: the model failed, or did not come to an end.
    """

    @dynamic_prompt
    def fresh(request: ModelRequest[Any]) -> str:
        return system()

    limit = ModelCallLimitMiddleware[Any, Any](run_limit=_CALLS, exit_behavior="error")
    agent = create_agent(model, tools, middleware=[fresh, limit, SteadyCalls(director)])
    try:
        # One call after the other, in the order in which the model made them.
        end = agent.invoke({"messages": [HumanMessage(message)]}, {"max_concurrency": 1})
    except (ModelCallLimitExceededError, GraphRecursionError) as error:
        raise DirectorError(
            f"the director {director!r} came to no end in {_CALLS} answers; nothing was changed",
            hint="ask for less at once, or use another director",
        ) from error
    return _words(end["messages"][-1])


def _words(message: object) -> str:
    if not isinstance(message, AIMessage):
        return ""
    text = message.text or str(message.additional_kwargs.get("refusal") or "")
    return printable(" ".join(text.split()))[:_REPLY]
