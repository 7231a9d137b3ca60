"""Two takes side by side, on one clock."""

from __future__ import annotations

from time import perf_counter
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Footer, Static
from textual.worker import get_current_worker

from schemas.errors import StoryreelError
from tui.player.canvas import Canvas
from tui.player.clip import Clip
from tui.player.decoding import decode
from tui.player.fitting import CellSize
from tui.player.playhead import Playhead
from tui.player.reel import Reel
from tui.player.steering import Steering

_MOST_REPAINTS = 24


class CompareScreen(Steering, ModalScreen[StoryreelError | None]):
    """Plays two clips in step; its result is the error that ended it, if one did.

    The longer one gives the clock its length; the shorter one stays on its last frame.

    Args:
        left: the clip on the left.
        right: the clip on the right.
        autoplay: whether they start by themselves.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "play_or_pause", "play/pause"),
        Binding("left", "step(-1)", "back"),
        Binding("right", "step(1)", "on"),
        Binding("home", "seek(0)", "start", show=False),
        Binding("escape,q", "dismiss", "close"),
    ]

    class _Decoded(Message):
        def __init__(self, left: Reel, right: Reel) -> None:
            super().__init__()
            self.reels = (left, right)

    class _Failed(Message):
        def __init__(self, error: StoryreelError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, left: Clip, right: Clip, *, autoplay: bool) -> None:
        super().__init__()
        self._clips = (left, right)
        self._autoplay = autoplay
        self._reels: tuple[Reel, ...] = ()
        self._timer: Timer | None = None
        self.head = Playhead(1, 1.0)

    def compose(self) -> ComposeResult:
        """The two pictures above their names and the clock."""
        with Horizontal():
            for side, clip in zip(("left", "right"), self._clips, strict=True):
                with Vertical():
                    yield Canvas(id=side)
                    yield Static(clip.title, markup=False, classes="name")
        yield Static("", id="clock", markup=False)
        yield Footer(show_command_palette=False)

    def on_resize(self, event: events.Resize) -> None:
        """Decodes for the new size."""
        self.call_after_refresh(self._refit)

    def _refit(self) -> None:
        room = self.query_one("#left", Canvas).room
        if room.columns and room.rows:
            self._decode(room)

    @work(thread=True, exclusive=True, group="decode", exit_on_error=False)
    def _decode(self, room: CellSize) -> None:
        worker = get_current_worker()
        try:
            left, right = (Reel(decode(clip.path, room)) for clip in self._clips)
        except StoryreelError as error:
            self.post_message(self._Failed(error))
            return
        if not worker.is_cancelled:
            self.post_message(self._Decoded(left, right))

    def on_compare_screen__failed(self, message: _Failed) -> None:
        """A clip cannot be shown: the chat says why."""
        self.dismiss(message.error)

    def on_compare_screen__decoded(self, message: _Decoded) -> None:
        """Both are ready: the clock starts, or goes on where it was."""
        first = not self._reels
        self._reels = message.reels
        fps = max(reel.fps for reel in self._reels)
        length = max(round(reel.length / reel.fps * fps) for reel in self._reels)
        old, self.head = self.head, Playhead(length, fps, perf_counter)
        self.head.seek(0 if first else old.frame)
        if self._autoplay if first else old.playing:
            self.head.play()
        self.steer()

    def steer(self) -> None:
        """Shows what became of the clock."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self.head.playing:
            self._timer = self.set_interval(1 / min(_MOST_REPAINTS, self.head.fps), self._paint)
        self._paint()

    def _paint(self) -> None:
        seconds = self.head.seconds
        for side, reel in zip(("#left", "#right"), self._reels, strict=False):
            frame = min(round(seconds * reel.fps), reel.length - 1)
            self.query_one(side, Canvas).show(reel.strips(frame))
        whole = self.head.length / self.head.fps
        state = "▶ playing" if self.head.playing else "‖ paused"
        self.query_one("#clock", Static).update(f"{state} · {seconds:.1f}/{whole:.1f} s")
