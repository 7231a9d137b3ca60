"""The player: a clip with its controls, playing by the clock and never blocking the app."""

from __future__ import annotations

import os
from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.worker import get_current_worker

from schemas.errors import StoryreelError, UsageError
from tui.player.bar import PlayerBar, Position
from tui.player.canvas import Canvas
from tui.player.clip import Clip
from tui.player.fitting import CellSize
from tui.player.outside import best_player, show
from tui.player.playhead import Playhead
from tui.player.steering import Steering
from tui.player.terminal import Terminal

if TYPE_CHECKING:
    from tui.player.reel import Reel

MOST_REPAINTS = 30
"""Repaints a second; a faster clip shows the frame that is due, not every frame."""

_SETTLE_SECONDS = 0.15
"""How long the size must stay the same before a clip is decoded anew for it."""


class Player(Steering, Vertical, can_focus=True):
    """Plays one clip at a time.

    Args:
        terminal: what it can show, and whether a clip starts by itself.
        clock: seconds, monotonic.
    """

    DEFAULT_CSS = """
    Player { height: 1fr; }
    Player:focus PlayerBar { color: $text; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "play_or_pause", "play/pause"),
        Binding("left,comma", "step(-1)", "back", show=False),
        Binding("right,full_stop", "step(1)", "on", show=False),
        Binding("shift+left", "jump(-1)", "frame before", show=False),
        Binding("shift+right", "jump(1)", "next frame", show=False),
        Binding("home", "seek(0)", "start", show=False),
        Binding("end", "seek(-1)", "end", show=False),
        Binding("l", "loop", "loop", show=False),
        Binding("plus,equals_sign", "speed(1)", "faster", show=False),
        Binding("minus", "speed(-1)", "slower", show=False),
        Binding("o", "open_outside", "open outside", show=False),
        *(Binding(str(n), f"go({n})", f"frame {n}", show=False) for n in range(1, 10)),
    ]

    class FrameShown(Message):
        """Another frame of the script is on the screen."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index
            """1-based."""

    class Failed(Message):
        """A clip could not be shown."""

        def __init__(self, error: StoryreelError) -> None:
            super().__init__()
            self.error = error

    class _Decoded(Message):
        def __init__(self, clip: Clip, reel: Reel) -> None:
            super().__init__()
            self.clip = clip
            self.reel = reel

    def __init__(
        self,
        terminal: Terminal,
        *,
        clock: Callable[[], float] = perf_counter,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._terminal = terminal
        self._clock = clock
        self._canvas = Canvas()
        self._bar = PlayerBar(terminal.note)
        self._clip: Clip | None = None
        self._reel: Reel | None = None
        self._reel_clip: Clip | None = None
        self.head = Playhead(1, 1.0, clock)
        self._index: int | None = None
        self._timer: Timer | None = None
        self._settle: Timer | None = None
        self._resting = False
        self._room = CellSize(0, 0)

    def compose(self) -> ComposeResult:
        """The picture above its bar."""
        yield self._canvas
        yield self._bar

    @property
    def clip(self) -> Clip | None:
        """The clip shown, or about to be."""
        return self._clip

    @property
    def index(self) -> int | None:
        """The 1-based index of the script's frame on the screen; None where it is unknown."""
        if self._reel_clip is None:
            return None
        return self._reel_clip.index_at(self.head.seconds)

    def load(self, clip: Clip) -> None:
        """Shows `clip` from its start as soon as it is decoded."""
        self._clip = clip
        self._room = self._canvas.room
        if self._room.columns and self._room.rows:
            self._decode(clip, self._room)

    def clear(self) -> None:
        """Shows nothing."""
        self._clip = self._reel = self._reel_clip = None
        self.head = Playhead(1, 1.0, self._clock)
        self._canvas.show([])
        self._bar.say("")
        self._set_timer()

    def rest(self) -> None:
        """Stops repainting, because nobody sees it. The clip stays where it is."""
        self._resting = True
        self.head.seek(self.head.frame)
        self._set_timer()

    def wake(self) -> None:
        """Goes on after `rest`, from where the clip was."""
        if self._resting:
            self._resting = False
            self.head.seek(self.head.frame)
            self._set_timer()

    @work(thread=True, exclusive=True, group="decode", exit_on_error=False)
    def _decode(self, clip: Clip, room: CellSize) -> None:
        # They load numpy, a fifth of what the chat would need before its first paint.
        from tui.player.decoding import decode
        from tui.player.reel import Reel

        worker = get_current_worker()
        try:
            reel = Reel(decode(clip.path, room))
        except StoryreelError as error:
            if not worker.is_cancelled:
                self.post_message(self.Failed(error))
            return
        if not worker.is_cancelled:
            self.post_message(self._Decoded(clip, reel))

    def on_player__decoded(self, message: _Decoded) -> None:
        """A clip is ready: a new one starts, the same one in another size goes on."""
        old, same = self.head, message.clip == self._reel_clip
        self._reel, self._reel_clip = message.reel, message.clip
        self.head = Playhead(message.reel.length, message.reel.fps, self._clock)
        self.head.loop = old.loop
        if same:
            self.head.seek(round(old.seconds * message.reel.fps))
            self.head.change_speed_to(old.speed)
        if old.playing if same else self._terminal.autoplay:
            self.head.play()
        if not same:
            self._index = None
        self._paint()
        self._set_timer()

    def on_resize(self, event: events.Resize) -> None:
        """Decodes anew when the size has settled."""
        if self._settle is not None:
            self._settle.stop()
        self._settle = self.set_timer(_SETTLE_SECONDS, self._refit)

    def on_hide(self, event: events.Hide) -> None:
        """Hidden: no repaints."""
        self.rest()

    def on_show(self, event: events.Show) -> None:
        """Visible again."""
        self.wake()

    def _refit(self) -> None:
        if self._clip is not None and self._canvas.room != self._room:
            self.load(self._clip)

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self.head.playing and not self._resting:
            rate = min(MOST_REPAINTS, self.head.fps * self.head.speed)
            self._timer = self.set_interval(1 / rate, self._paint)

    def _paint(self) -> None:
        reel, clip = self._reel, self._reel_clip
        if reel is None or clip is None:
            return
        position = Position.of(clip, self.head)
        self._canvas.show(reel.strips(position.frame))
        self._bar.tell(position)
        if position.index is not None and position.index != self._index:
            self._index = position.index
            self.post_message(self.FrameShown(position.index))
        if self._timer is not None and not position.playing:
            self._set_timer()

    def steer(self) -> None:
        """Shows what became of the head."""
        self._paint()
        self._set_timer()

    def action_jump(self, frames: int) -> None:
        """To the beginning of another frame of the script."""
        self.action_go((self.index or 1) + frames)

    def action_go(self, index: int) -> None:
        """To the beginning of a frame of the script, by its 1-based index."""
        starts = self._reel_clip.starts if self._reel_clip else ()
        if 1 <= index <= len(starts):
            self.head.seek(round(starts[index - 1] * self.head.fps))
            self.steer()

    def action_open_outside(self) -> None:
        """Shows the clip with the best program that there is here for it."""
        if self._clip is None:
            return
        self.head.pause()
        self.steer()
        path = self._clip.path
        try:
            show(best_player(os.environ, path), path, self.app.suspend)
        except UsageError as error:
            self.post_message(self.Failed(error))
        except SuspendNotSupported as error:
            hint = f"open {str(path)!r} yourself"
            self.post_message(self.Failed(UsageError(str(error), hint=hint)))
