"""Showing what changes often: as often as eyes can follow, however often that is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

SHOWN_EVERY: Final = 0.1
"""Seconds between two looks at a turn under way. Each costs a layout, in which no key is heard; a
fast renderer tells of fifty steps a second."""


class Paced:
    """Calls `show` soon after it was asked to, once for all that was asked meanwhile.

    Args:
        show: shows the newest state, whole.
        later: calls a function after so many seconds, in the thread of the caller.
    """

    def __init__(
        self, show: Callable[[], None], later: Callable[[float, Callable[[], None]], object]
    ) -> None:
        self._show = show
        self._later = later
        self._wanted = False
        self._waiting = False

    def soon(self) -> None:
        """There is something new: it is shown at once if nothing was for a while."""
        if self._waiting:
            self._wanted = True
        else:
            self._show()
            self._pause()

    def now(self) -> None:
        """Shows the newest state without waiting."""
        self._wanted = False
        self._show()

    def _pause(self) -> None:
        self._waiting = True
        self._later(SHOWN_EVERY, self._go_on)

    def _go_on(self) -> None:
        self._waiting = False
        if self._wanted:
            self._wanted = False
            self.soon()
