"""A still, or a sketch in its place, as large as there is room."""

from __future__ import annotations

from pathlib import Path

from textual import events, work
from textual.message import Message
from textual.strip import Strip
from textual.worker import get_current_worker

from schemas.script import Frame
from tui.player.canvas import Canvas
from tui.player.fitting import CellSize
from tui.widgets.panel import Sketch, picture_of


class Picture(Canvas):
    """Shows one frame, drawn off the app's thread.

    Args:
        sketch: draws a frame that has no still yet.
    """

    class _Drawn(Message):
        def __init__(self, strips: list[Strip]) -> None:
            super().__init__()
            self.strips = strips

    def __init__(self, sketch: Sketch, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sketch = sketch
        self._frame: Frame | None = None
        self._still: Path | None = None

    def tell(self, frame: Frame | None, still: Path | None) -> None:
        """Shows `frame`; nothing where it is None."""
        self._frame, self._still = frame, still
        self._refit()

    def on_resize(self, event: events.Resize) -> None:
        """Draws for the new size."""
        self._refit()

    def _refit(self) -> None:
        if self._frame is None:
            self.show([])
        elif self.room.columns and self.room.rows:
            self._draw(self._frame, self._still, self.room)

    @work(thread=True, exclusive=True, group="picture", exit_on_error=False)
    def _draw(self, frame: Frame, still: Path | None, room: CellSize) -> None:
        worker = get_current_worker()
        strips = picture_of(still, frame, room, self._sketch)
        if not worker.is_cancelled:
            self.post_message(self._Drawn(strips))

    def on_picture__drawn(self, message: _Drawn) -> None:
        """Shows the picture."""
        self.show(message.strips)
