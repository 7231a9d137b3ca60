"""Ending an app in order where the system asks for it, instead of in the middle of a paint."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress

ASKED_TO_END = 130
"""Return code of an app that a signal ended; also the command's exit code."""


def leave_on_signals(leave: Callable[[], object]) -> None:
    """Calls `leave`, in the running event loop, when the system asks the process to end.

    A terminal that was closed is not waited for: that signal ends the process at once, as its
    default is, because restoring what is gone would never return. Nothing is lost by it.
    """
    # Windows has no handlers in the loop.
    with suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, leave)
