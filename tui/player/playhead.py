"""Where a clip is, chosen by the clock: a slow terminal drops frames, and never slows down."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

SPEEDS = (0.25, 0.5, 1.0, 1.5, 2.0, 4.0)
"""Speeds to choose from, times the clip's own."""


class Playhead:
    """The place in a clip of `length` frames at `fps`. Starts paused at the first frame.

    Args:
        length: number of frames, at least 1.
        fps: frames per second at speed 1, above 0.
        clock: seconds, monotonic.
    """

    def __init__(self, length: int, fps: float, clock: Callable[[], float] = perf_counter) -> None:
        self.length = length
        self.fps = fps
        self.loop = True
        self.playing = False
        self.speed = 1.0
        self._clock = clock
        self._since = clock()
        self._from = 0.0

    @property
    def frame(self) -> int:
        """The frame to show now, 0-based. Reaching the end without loop pauses on the last."""
        if not self.playing:
            return int(self._from)
        position = self._from + (self._clock() - self._since) * self.fps * self.speed
        if position < self.length:
            return int(position)
        if self.loop:
            return int(position % self.length)
        self.seek(self.length - 1)
        self.playing = False
        return self.length - 1

    @property
    def seconds(self) -> float:
        """Time of the frame shown, in the clip's own seconds."""
        return self.frame / self.fps

    def play(self) -> None:
        """Goes on; from the start where the end was reached."""
        if not self.playing and self.frame == self.length - 1:
            self._from = 0.0
        self._since = self._clock()
        self.playing = True

    def pause(self) -> None:
        """Stays on the frame shown."""
        self.seek(self.frame)
        self.playing = False

    def seek(self, frame: int) -> None:
        """Goes to `frame`, or to the nearest that there is; keeps playing if it was."""
        self._from = float(min(max(frame, 0), self.length - 1))
        self._since = self._clock()

    def step(self, frames: int) -> None:
        """Pauses, and goes `frames` on (negative: back)."""
        self.pause()
        self.seek(self.frame + frames)

    def change_speed(self, places: int) -> None:
        """Goes `places` on in `SPEEDS` (negative: slower), without a jump in the picture."""
        place = SPEEDS.index(self.speed) + places
        self.change_speed_to(SPEEDS[min(max(place, 0), len(SPEEDS) - 1)])

    def change_speed_to(self, speed: float) -> None:
        """Takes one of `SPEEDS`, without a jump in the picture."""
        self.seek(self.frame)
        self.speed = speed
