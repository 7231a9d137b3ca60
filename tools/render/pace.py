"""How long the rest of a request takes."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Counts steps of frames, and expects the rest to take as long as those so far."""

    def __init__(self, steps: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Starts the clock.

        Args:
            steps: how many there will be, each of one frame.
            clock: seconds, monotonic.
        """
        self._left = steps
        self._done = 0
        self._clock = clock
        self._began = clock()

    def spare(self, steps: int) -> None:
        """So many of the steps turn out not to be needed."""
        self._left -= steps

    def step(self, frames: int) -> float:
        """Some frames went one step; gives the seconds until the last one is, 0 or more."""
        self._done += frames
        self._left = max(0, self._left - frames)
        return (self._clock() - self._began) / self._done * self._left
