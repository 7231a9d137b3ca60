"""One call of a foreign model: repeated where that may help, and a clear error where not.

A server may send anything. Whatever it is, a call ends in a message that is fit for the agent, or
in a DirectorError.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, HumanMessage

from agent.conversing.apart import Line
from agent.conversing.counting import usage_of
from agent.conversing.explaining import explained, wait_for
from agent.models.broken import BrokenCall, BrokenStream
from agent.models.wholeness import require_finished
from schemas.errors import StoryreelError
from schemas.events import AnswerRepeated, UsageCounted
from schemas.usage import Price

_ATTEMPTS = 3
_MOST_CALLS = 64
"""Tool calls in one message."""


class SteadyCalls(AgentMiddleware[Any, Any]):
    """Repeats calls that broke; tells the model where its own tool call was broken.

    Args:
        director: id, for messages.
        price: of the model; None where it is not known.
        line: to the thread that runs the turn.
    """

    def __init__(self, director: str, price: Price | None, line: Line) -> None:
        super().__init__()
        self._director = director
        self._price = price
        self._line = line

    def wrap_model_call(
        self,
        request: ModelRequest[Any],
        handler: Callable[[ModelRequest[Any]], ModelResponse[Any]],
    ) -> ModelResponse[Any]:
        """Calls the model up to three times.

        Raises:
            DirectorError: no call gave a usable message, or another one would not help.
        """
        problem: Exception = BrokenStream("no call was made")
        for attempt in range(1, _ATTEMPTS + 1):
            if attempt > 1:
                reason = explained(problem, self._director).message.partition(";")[0]
                self._line.send(AnswerRepeated(attempt=attempt, reason=reason))
            try:
                response = handler(request)
                self._count(request, response)
                _require_sound(response)
            except StoryreelError:
                raise
            except BrokenCall as error:
                problem = error
                request = request.override(messages=[*request.messages, _correction(error)])
            except Exception as error:  # What a foreign server sends can fail in any way.
                problem = error
                wait = wait_for(error, attempt)
                if wait is None or attempt == _ATTEMPTS:
                    break
                self._line.wait(wait)
            else:
                return response
        raise explained(problem, self._director) from None

    def _count(self, request: ModelRequest[Any], response: ModelResponse[Any]) -> None:
        system = [request.system_message] if request.system_message else []
        for message in response.result:
            if isinstance(message, AIMessage):
                asked = [*system, *request.messages]
                usage = usage_of(self._director, asked, message, self._price)
                self._line.send(UsageCounted(usage=usage))


def _require_sound(response: ModelResponse[Any]) -> None:
    """Checks what LangChain does not.

    Raises:
        BrokenCall: tool calls are malformed, nameless, cut off, or far too many.
    """
    for message in response.result:
        if not isinstance(message, AIMessage):
            continue
        if message.tool_calls or message.invalid_tool_calls:
            require_finished(message.response_metadata)
        if message.invalid_tool_calls:
            raise BrokenCall("the arguments are no JSON")
        if len(message.tool_calls) > _MOST_CALLS:
            raise BrokenCall(f"{len(message.tool_calls)} calls at once; {_MOST_CALLS} is the most")
        ids = [call["id"] for call in message.tool_calls]
        if (
            not all(ids)
            or len(set(ids)) != len(ids)
            or not all(c["name"] for c in message.tool_calls)
        ):
            raise BrokenCall("a call has no name, or no id of its own")


def note(text: str) -> HumanMessage:
    """Something that the program says to the model in the middle of a turn."""
    return HumanMessage(f"(From the program, not the user: {text})")


def _correction(error: BrokenCall) -> HumanMessage:
    return note(f"your last tool calls were not made: {error}. Make them again, complete.")
