"""One call of a foreign model: repeated where that may help, and a clear error where not.

A server may send anything. Whatever it is, a call ends in a message that is fit for the agent, or
in a DirectorError. Texts of servers are not passed on: they can hold parts of a key.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import httpx
import openai
from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, HumanMessage

from agent.models.strict_stream import BrokenCall, BrokenStream
from schemas.errors import DirectorError, StoryreelError

_ATTEMPTS = 3
_MOST_CALLS = 64
"""Tool calls in one message."""
_LONGEST_WAIT = 20.0
"""Seconds; a server that asks for more is called overloaded."""


class SteadyCalls(AgentMiddleware[Any, Any]):
    """Repeats calls that broke; tells the model where its own tool call was broken.

    Args:
        director: id, for messages.
        pause: waits that many seconds.
    """

    def __init__(self, director: str, pause: Callable[[float], None] = time.sleep) -> None:
        super().__init__()
        self._director = director
        self._pause = pause

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
            try:
                response = handler(request)
                _require_sound(response)
            except StoryreelError:
                raise
            except BrokenCall as error:
                problem = error
                request = request.override(messages=[*request.messages, _correction(error)])
            except Exception as error:  # What a foreign server sends can fail in any way.
                problem = error
                wait = _wait_for(error, attempt)
                if wait is None or attempt == _ATTEMPTS:
                    break
                self._pause(wait)
            else:
                return response
        raise explained(problem, self._director) from None


def _require_sound(response: ModelResponse[Any]) -> None:
    """Checks what LangChain does not.

    Raises:
        BrokenCall: tool calls are malformed, nameless, or far too many.
    """
    for message in response.result:
        if not isinstance(message, AIMessage):
            continue
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


def _correction(error: BrokenCall) -> HumanMessage:
    return HumanMessage(
        f"(From the program, not the user: your last tool calls were not made: {error}. "
        "Make them again, complete.)"
    )


def _wait_for(error: Exception, attempt: int) -> float | None:
    """Seconds to wait before calling again; None where that would not help."""
    if isinstance(error, openai.APIStatusError):
        if error.status_code not in {408, 409, 429} and error.status_code < 500:
            return None
        asked = _seconds(error.response.headers.get("retry-after"))
        if asked is not None:
            return asked if asked <= _LONGEST_WAIT else None
    return 0.5 * 2 ** (attempt - 1)


def _seconds(header: str | None) -> float | None:
    try:
        return max(0.0, float(header)) if header is not None else None
    except ValueError:
        return None


def explained(error: Exception, director: str) -> DirectorError:
    """The error as the user reads it, without a word of the server's."""
    match error:
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            what, hint = "did not accept the key", "check the key and what it may use"
        case openai.RateLimitError():
            what, hint = "is overloaded, or the account's limit is reached", "try again later"
        case openai.NotFoundError():
            what, hint = "does not know this model or address", "check its name and base_url"
        case openai.APIStatusError():
            code = f", {error.code}" if re.fullmatch(r"[a-z_]{1,40}", str(error.code)) else ""
            what, hint = f"answered with status {error.status_code}{code}", "try again later"
        case openai.APITimeoutError():
            what, hint = "did not answer in time", "try again, or use --director pocket"
        case openai.APIConnectionError():
            what, hint = "cannot be reached", "check the connection, or use --director pocket"
        case BrokenStream() | httpx.HTTPError():
            what, hint = "broke off in mid-answer, or did not end it", "try again"
        case BrokenCall():
            what, hint = f"wrote no usable tool call: {error}", "try other words or another model"
        case _:
            what = f"sent an answer that cannot be read ({type(error).__name__})"
            hint = "try again; the server may not speak OpenAI's format"
    return DirectorError(f"the director {director!r} {what}; nothing was changed", hint=hint)
