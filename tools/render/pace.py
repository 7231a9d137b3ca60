"""How long the rest of a request takes."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Counts passes through the UNet, and expects the rest to take as long as those so far."""

    def __init__(self, passes: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Starts the clock.

        Args:
            passes: how many there will be.
            clock: seconds, monotonic.
        """
        self._left = passes
        self._done = 0
        self._clock = clock
        self._began = clock()

    def spare(self, passes: int) -> None:
        """So many of the passes turn out not to be needed."""
        self._left -= passes

    def step(self) -> float:
        """One pass is done; gives the seconds until the last is, 0 or more."""
        self._done += 1
        self._left = max(0, self._left - 1)
        return (self._clock() - self._began) / self._done * self._left
