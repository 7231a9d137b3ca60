"""Putting the agent together, and letting it work through one turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import (
    AgentMiddleware,
    ModelCallLimitMiddleware,
    ModelRequest,
    ToolCallLimitMiddleware,
    dynamic_prompt,
)
from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool
from langgraph.errors import GraphRecursionError

from agent.conversing.apart import Line
from agent.conversing.calling import SteadyCalls
from agent.conversing.listening import Listening
from agent.conversing.streaming import events_of_update, spoken
from schemas.errors import DirectorError
from schemas.text import printable
from schemas.usage import Price

_CALLS = 10
"""Most answers of the model in one turn; a request takes two or three."""
_RENDERS = 4
"""Most calls of `render` in one turn."""
_REPLY = 2000
"""Longest reply to the user, characters."""


@dataclass(frozen=True)
class ToolAgent:
    """A model that calls tools until it answers in words."""

    director: str
    """Id, for messages."""
    model: BaseChatModel
    price: Price | None
    """Of the model; None where it is not known."""
    tools: Sequence[BaseTool]
    system: Callable[[], str]
    """Gives the system prompt; asked before each call, so that the state is always fresh."""
    middleware: Sequence[AgentMiddleware[Any, Any]] = ()
    """What else has a say in the turn."""

    def run(self, line: Line, messages: Sequence[AnyMessage]) -> str:
        """Works through one turn, in the calling thread.

        Args:
            line: to the thread that runs the turn.
            messages: the conversation, ending with what the user said.

        Returns:
            The answer, on one line of printable text; empty if the model said nothing.

        Raises:
            DirectorError: the model failed, or did not come to an end.
            TurnCancelled: the turn was stopped.
        """
        agent = create_agent(self.model, self.tools, middleware=self._middleware(line))
        # One call after the other, in the order in which the model made them.
        config = RunnableConfig(max_concurrency=1, callbacks=[Listening(line)])
        start: Any = {"messages": list(messages)}
        reply = ""
        try:
            for update in agent.stream(start, config, stream_mode="updates"):
                for event in events_of_update(update):
                    line.send(event)
                reply = _reply_in(update, reply)
        except (ModelCallLimitExceededError, GraphRecursionError) as error:
            raise DirectorError(
                f"the director {self.director!r} came to no end in {_CALLS} answers; "
                "nothing was changed",
                hint="ask for less at once, or use another director",
            ) from error
        return reply

    def _middleware(self, line: Line) -> list[AgentMiddleware[Any, Any]]:
        @dynamic_prompt
        def fresh(request: ModelRequest[Any]) -> str:
            del request
            return self.system()

        calls = ModelCallLimitMiddleware[Any, Any](run_limit=_CALLS, exit_behavior="error")
        renders = ToolCallLimitMiddleware[Any, Any](tool_name="render", run_limit=_RENDERS)
        steady = SteadyCalls(self.director, self.price, line)
        return [fresh, calls, renders, steady, *self.middleware]


def _reply_in(update: dict[str, Any], before: str) -> str:
    """The words of the model's answer in `update`, or those before where it has none."""
    messages = (update.get("model") or {}).get("messages", [])
    if not messages or not isinstance(messages[-1], AIMessage):
        return before
    return printable(" ".join(spoken(messages[-1]).split()))[:_REPLY]
