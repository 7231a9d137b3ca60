"""What keys do to a playhead, for every widget that shows one."""

from __future__ import annotations

from abc import abstractmethod

from tui.player.playhead import Playhead


class Steering:
    """Textual actions on `head`."""

    head: Playhead
    """Where the clip is."""

    @abstractmethod
    def steer(self) -> None:
        """Shows what became of `head`."""

    def action_play_or_pause(self) -> None:
        """Plays, or pauses."""
        if self.head.playing:
            self.head.pause()
        else:
            self.head.play()
        self.steer()

    def action_step(self, frames: int) -> None:
        """So many frames of the clip on, or back where negative; paused."""
        self.head.step(frames)
        self.steer()

    def action_seek(self, frame: int) -> None:
        """To a frame of the clip; -1 is the last."""
        self.head.seek(frame if frame >= 0 else self.head.length - 1)
        self.steer()

    def action_loop(self) -> None:
        """Over and over, or once."""
        self.head.loop = not self.head.loop
        self.steer()

    def action_speed(self, places: int) -> None:
        """Faster or slower by so many places in the list of speeds."""
        self.head.change_speed(places)
        self.steer()
