"""A frame opened large, with everything that there is to say about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, Static

from schemas.text import printable
from tui.app.board import Panel
from tui.app.describing import describe
from tui.widgets.panel import Sketch
from tui.widgets.picture import Picture

Wished = tuple[str, Panel]
"""What the user wants of which panel; as `tui.widgets.panel.PanelCard.Pressed`."""


class FrameScreen(ModalScreen[Wished | None]):
    """One frame as large as the terminal allows; its result is what the user wants of it.

    Args:
        panels: all of them.
        index: 1-based, of the one to begin with.
        sketch: draws a frame that has no still yet.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", "close"),
        Binding("left", "go(-1)", "before"),
        Binding("right", "go(1)", "next"),
        Binding("e", "wish('edit')", "edit"),
        Binding("E", "wish('editor')", "in $EDITOR", show=False),
        Binding("l", "wish('lock')", "lock/unlock"),
        Binding("r", "wish('again')", "draw again"),
        Binding("at", "wish('mention')", "mention"),
    ]

    def __init__(self, panels: Sequence[Panel], index: int, sketch: Sketch) -> None:
        super().__init__()
        self._panels = tuple(panels)
        self._place = index - 1
        self._picture = Picture(sketch)
        self._facts = Static(id="facts")

    def compose(self) -> ComposeResult:
        """Picture and facts side by side."""
        with Horizontal(classes="dialog"):
            yield self._picture
            with VerticalScroll(classes="facts", can_focus=False):
                yield self._facts
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """The frame that was asked for."""
        self.action_go(0)

    @property
    def panel(self) -> Panel:
        """The panel shown."""
        return self._panels[self._place]

    def action_go(self, places: int) -> None:
        """To another frame."""
        self._place = (self._place + places) % len(self._panels)
        self._picture.tell(self.panel.frame, self.panel.still)
        self._facts.update(_told(self.panel, len(self._panels)))

    def action_wish(self, wish: str) -> None:
        """Closes with what is wanted of the frame shown."""
        self.dismiss((wish, self.panel))


def _told(panel: Panel, frames: int) -> Content:
    head = f"Frame {panel.index} of {frames} ({panel.frame.id})\n{panel.words}"
    facts = [*describe(panel.frame)]
    if panel.prompt:
        facts.append(("frame prompt", printable(panel.prompt)))
    lines = [Content.assemble((f"{name}\n", "dim"), (f"{value}\n", "")) for name, value in facts]
    return Content("\n").join([Content.assemble((f"{head}\n", "bold")), *lines])
