"""The program's say before a turn ends: what was promised and not achieved goes back once more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, hook_config
from langchain_core.messages import AIMessage
from langgraph.runtime import Runtime

from agent.conversing.calling import note


class Objecting(AgentMiddleware[Any, Any]):
    """Lets the model go on where it wants to end the turn too early.

    Args:
        objection: what speaks against ending the turn now; empty: nothing.
    """

    def __init__(self, objection: Callable[[], str]) -> None:
        super().__init__()
        self._objection = objection

    @hook_config(can_jump_to=["model"])
    def after_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        """Asks for an objection after each answer without tool calls."""
        del runtime
        last = state["messages"][-1]
        if not isinstance(last, AIMessage) or last.tool_calls:
            return None
        objection = self._objection()
        return {"messages": [note(objection)], "jump_to": "model"} if objection else None
