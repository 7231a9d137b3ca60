"""Waiting for what should come true, never for a time."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from textual.pilot import Pilot

LONGEST = 60.0


async def wait_until(pilot: Pilot[Any], condition: Callable[[], object], what: str) -> None:
    """Lets the app work until `condition()` is true.

    Raises:
        AssertionError: it did not become true.
    """
    started = monotonic()
    while not condition():
        assert monotonic() - started < LONGEST, f"never happened: {what}"
        await pilot.pause(0.01)
