"""Errors of foreign models and their clients: whether to ask again, and what to tell the user.

Each provider's client has classes of its own, and the optional ones may not be installed. So an
error is read by what they all have: an HTTP status, or the name of a base class. Texts of servers
are not passed on: they can hold parts of a key.
"""

from __future__ import annotations

import re
from typing import Any

from agent.models.broken import BrokenCall
from schemas.errors import DirectorError

LONGEST_WAIT = 20.0
"""Seconds; a server that asks for more is called overloaded."""

_TIMEOUTS = frozenset({"APITimeoutError", "TimeoutException", "TimeoutError"})
_CONNECTIONS = frozenset({"APIConnectionError", "ConnectError", "ConnectionError"})
_TRANSPORTS = frozenset({"HTTPError", "TransportError", "BrokenStream"})


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


def explained(error: Exception, director: str) -> DirectorError:
    """The error as the user reads it, without a word of the server's."""
    status = _status(error)
    what, hint = _by_status(error, status) if status is not None else _by_kind(error)
    return DirectorError(f"the director {director!r} {what}; nothing was changed", hint=hint)


def _by_status(error: Exception, status: int) -> tuple[str, str]:
    match status:
        case 401 | 403:
            return "did not accept the key", "check the key and what it may use"
        case 404:
            return "does not know this model or address", "check its name and base_url"
        case 429:
            return "is overloaded, or the account's limit is reached", "try again later"
        case _:
            known = str(getattr(error, "code", ""))
            code = f", {known}" if re.fullmatch(r"[a-z_]{1,40}", known) else ""
            return f"answered with status {status}{code}", "try again later"


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
    return None


def _retry_after(error: Exception) -> float | None:
    headers: Any = getattr(getattr(error, "response", None), "headers", {})
    try:
        return max(0.0, float(headers["retry-after"]))
    except (KeyError, TypeError, ValueError):
        return None
