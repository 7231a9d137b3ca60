"""Errors of foreign models and their clients: whether to ask again, and what to tell the user.

Each provider's client has classes of its own, and the optional ones may not be installed. So an
error is read by what they all have: an HTTP status, or the name of a base class. Texts of servers
are not passed on: they can hold parts of a key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from agent.models.broken import BrokenCall
from schemas.errors import DirectorError

LONGEST_WAIT = 20.0
"""Seconds; a server that asks for more is called overloaded."""

_TIMEOUTS = frozenset({"APITimeoutError", "TimeoutException", "TimeoutError"})
_CONNECTIONS = frozenset({"APIConnectionError", "ConnectError", "ConnectionError"})
_TRANSPORTS = frozenset({"HTTPError", "TransportError", "BrokenStream"})
_IN_STREAM: Final[Mapping[str, int]] = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}
"""Statuses of the errors that Anthropic sends within a stream, whose own status is 200."""


def wait_for(error: Exception, attempt: int) -> float | None:
    """Seconds to wait before calling again; None where that would not help.

    Args:
        error: what the call ended with.
        attempt: how many calls there were, 1 or more.
    """
    status = _status(error)
    if status is not None and status not in {408, 409, 429} and status < 500:
        return None
    asked = _retry_after(error)
    if asked is not None:
        return asked if asked <= LONGEST_WAIT else None
    return 0.5 * 2 ** (attempt - 1)


def futile(error: Exception) -> bool:
    """Whether other requests of another kind would fail in the same way."""
    status = _status(error)
    if status is not None:
        return status in {401, 403, 404}
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & (_CONNECTIONS | _TIMEOUTS))


def explained(error: Exception, director: str) -> DirectorError:
    """The error as the user reads it, without a word of the server's."""
    status = _status(error)
    if status is None:
        what, hint = _by_kind(error)
    else:
        what, hint = _by_status(error, status, director)
    return DirectorError(f"the director {director!r} {what}; nothing was changed", hint=hint)


def _by_status(error: Exception, status: int, director: str) -> tuple[str, str]:
    match status:
        case 401 | 403:
            return "did not accept the key", "check the key and what it may use"
        case 404:
            return "does not know this model or address", _how_to_name(director)
        case 429 | 503 | 529:
            return "is overloaded, or the account's limit is reached", "try again later"
        case 400 | 413 | 422:
            return (
                f"refused the request with status {status}{_code(error)}",
                "the model may not call tools, or the script is too long for it; "
                f"run `storyreel models probe {director}`",
            )
        case _:
            return f"answered with status {status}{_code(error)}", "try again later"


def _code(error: Exception) -> str:
    """The server's name for the error, if it is one; other words of a server are not passed on."""
    known = str(getattr(error, "code", ""))
    return f", {known}" if re.fullmatch(r"[a-z_]{1,40}", known) else ""


def _how_to_name(director: str) -> str:
    provider, _, model = director.partition(":")
    if provider == "ollama":
        return f"run `ollama pull {model}`, or check the name with `ollama list`"
    return "check its name and base_url"


def _by_kind(error: Exception) -> tuple[str, str]:
    if isinstance(error, BrokenCall):
        return f"wrote no usable tool call: {error}", "try other words or another model"
    names = {kind.__name__ for kind in type(error).__mro__}
    if names & _TIMEOUTS:
        return "did not answer in time", "try again, or use --director pocket"
    if names & _CONNECTIONS:
        return "cannot be reached", "check the connection, or use --director pocket"
    if names & _TRANSPORTS:
        return "broke off in mid-answer, or did not end it", "try again"
    return (
        f"sent an answer that cannot be read ({type(error).__name__})",
        "try again; the server may not speak the format that it should",
    )


def _status(error: Exception) -> int | None:
    for holder in (error, getattr(error, "response", None)):
        status: Any = getattr(holder, "status_code", None)
        if isinstance(status, int) and status >= 400:
            return status
    body: Any = getattr(error, "body", None)
    told: Any = body.get("error") if isinstance(body, dict) else None
    kind: Any = told.get("type") if isinstance(told, dict) else None
    return _IN_STREAM.get(kind) if isinstance(kind, str) else None


def _retry_after(error: Exception) -> float | None:
    headers: Any = getattr(getattr(error, "response", None), "headers", {})
    try:
        return max(0.0, float(headers["retry-after"]))
    except (KeyError, TypeError, ValueError):
        return None
