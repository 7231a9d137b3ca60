"""One panel of the storyboard: a picture of the frame, its index, text and state."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import ClassVar

from PIL import Image
from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Static
from textual.worker import get_current_worker

from schemas.errors import StoryreelError
from schemas.script import Frame
from schemas.text import printable
from tui.app.board import Panel
from tui.player.canvas import Canvas
from tui.player.fitting import CellSize

Sketch = Callable[[Frame, tuple[int, int]], Image.Image]
"""Draws the sketch of a frame; the size is (width, height) in pixels."""

SKETCH_SIZE = (256, 256)
"""Pixels; reduced to the cells afterwards."""


class PanelCard(Vertical, can_focus=True):
    """Shows a `Panel`.

    Args:
        panel: what to show.
        sketch: draws it where there is no still yet.
    """

    DEFAULT_CSS = """
    PanelCard { height: 7; width: 1fr; }
    PanelCard Canvas { height: 5; }
    PanelCard .caption { height: 2; text-overflow: ellipsis; text-wrap: nowrap; }
    PanelCard.-row { height: 1; }
    PanelCard.-row Canvas { display: none; }
    PanelCard.-row .caption { height: 1; }
    PanelCard:focus { background: $primary 30%; }
    PanelCard.-playing .caption { text-style: bold; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "press('open')", "open large"),
        Binding("space", "press('play')", "play from here"),
        Binding("at", "press('mention')", "mention"),
        Binding("e", "press('edit')", "edit"),
        Binding("E", "press('editor')", "edit in $EDITOR", show=False),
        Binding("l", "press('lock')", "lock/unlock"),
        Binding("r", "press('again')", "draw again", show=False),
        Binding("less_than_sign", "press('earlier')", "move earlier", show=False),
        Binding("greater_than_sign", "press('later')", "move later", show=False),
        Binding("delete", "press('remove')", "remove", show=False),
    ]

    class Pressed(Message):
        """The user wants something of this panel."""

        def __init__(self, panel: Panel, wish: str) -> None:
            super().__init__()
            self.panel = panel
            self.wish = wish
            """open, play, mention, edit, editor, lock, again, earlier, later or remove."""

    class _Drawn(Message):
        def __init__(self, strips: list[Strip]) -> None:
            super().__init__()
            self.strips = strips

    def __init__(self, panel: Panel, sketch: Sketch) -> None:
        super().__init__()
        self.panel = panel
        self._sketch = sketch
        self._canvas = Canvas()
        self._caption = Static(classes="caption")
        self._row = False
        self._tell_caption()

    def compose(self) -> ComposeResult:
        """The picture above its caption."""
        yield self._canvas
        yield self._caption

    def tell(self, panel: Panel) -> None:
        """Shows `panel`; draws only if its picture is another one."""
        before, self.panel = self.panel, panel
        self._tell_caption()
        if _seen(before) != _seen(panel):
            self._refit()

    def be_row(self, row: bool) -> None:
        """Becomes a line of text, or a picture with its caption."""
        self._row = row
        self.set_class(row, "-row")
        self._tell_caption()

    def _tell_caption(self) -> None:
        # Its height is the style sheet's, whatever it says: no layout is needed.
        self._caption.update(_caption_of(self.panel, row=self._row), layout=False)

    def on_resize(self, event: events.Resize) -> None:
        """Draws for the new size."""
        self._refit()

    def _refit(self) -> None:
        room = self._canvas.room
        if room.columns and room.rows:
            self._draw(self.panel, room)

    def on_click(self, event: events.Click) -> None:
        """Two clicks open it large."""
        if event.chain == 2:
            self.action_press("open")

    def action_press(self, wish: str) -> None:
        """Passes on what the user wants."""
        self.post_message(self.Pressed(self.panel, wish))

    @work(thread=True, exclusive=True, group="picture", exit_on_error=False)
    def _draw(self, panel: Panel, room: CellSize) -> None:
        worker = get_current_worker()
        if panel.preview is not None:
            strips = preview_of(panel.preview, room)
        else:
            strips = picture_of(panel.still, panel.frame, room, self._sketch)
        if not worker.is_cancelled:
            self.post_message(self._Drawn(strips))

    def on_panel_card__drawn(self, message: _Drawn) -> None:
        """Shows the picture."""
        self._canvas.show(message.strips)


def _seen(panel: Panel) -> tuple[object, ...]:
    """What the picture of a panel depends on."""
    return panel.still, panel.frame, panel.preview


def preview_of(png: bytes, room: CellSize) -> list[Strip]:
    """The preview of a still that is being rendered, as strips."""
    from tui.player.cells import picture_strips
    from tui.player.decoding import picture_pixels

    with Image.open(BytesIO(png)) as picture:
        return picture_strips(picture_pixels(picture.convert("RGB"), room))


def _caption_of(panel: Panel, *, row: bool) -> Content:
    """Two lines below a picture, or one where there is none."""
    state = f"{panel.index:>2} {panel.words}" if row else f"{panel.index} {panel.marks}"
    action = (printable(panel.frame.action), "dim")
    return Content.assemble((state, "bold"), "  " if row else "\n", action)


def picture_of(still: Path | None, frame: Frame, room: CellSize, sketch: Sketch) -> list[Strip]:
    """The still of a frame as strips; its sketch where there is none that can be read."""
    # They load numpy, a fifth of what the chat would need before its first paint.
    from tui.player.cells import picture_strips
    from tui.player.decoding import picture_pixels, still_pixels

    if still is not None:
        try:
            return picture_strips(still_pixels(still, room))
        except StoryreelError:
            # The engine renders it again when it is needed; until then the sketch says what it is.
            pass
    return picture_strips(picture_pixels(sketch(frame, SKETCH_SIZE), room))
