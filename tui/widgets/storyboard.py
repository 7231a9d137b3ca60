"""All panels: a grid where there is room for pictures, a list where there is not."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import ItemGrid, VerticalScroll
from textual.reactive import reactive

from tui.app.board import Board
from tui.widgets.panel import PanelCard, Sketch

CARD_COLUMNS = 11
"""Least width of a panel with a picture, cells."""

LEAST_ROWS = 7
"""Height below which the panels become lines of text."""


class Storyboard(VerticalScroll, can_focus=False):
    """Shows a `Board`; keeps its widgets as long as the frames are the same.

    Args:
        sketch: draws a frame that has no still yet.
    """

    DEFAULT_CSS = """
    Storyboard { height: 1fr; scrollbar-size-vertical: 1; }
    Storyboard ItemGrid { height: auto; grid-gutter: 0 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "go(-1)", "back", show=False),
        Binding("right", "go(1)", "on", show=False),
        Binding("up", "go_row(-1)", "up", show=False),
        Binding("down", "go_row(1)", "down", show=False),
    ]

    playing: reactive[int | None] = reactive(None)
    """1-based index of the frame that the player shows."""

    def __init__(self, sketch: Sketch, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sketch = sketch
        self._grid = ItemGrid(min_column_width=CARD_COLUMNS, stretch_height=False)
        self._cards: list[PanelCard] = []

    def on_mount(self) -> None:
        """An empty grid."""
        self.mount(self._grid)

    def tell(self, board: Board) -> None:
        """Shows `board`."""
        ids = [panel.frame.id for panel in board.panels]
        known = [card.panel.frame.id for card in self._cards]
        if ids[: len(known)] != known:
            focused = next((c.panel.frame.id for c in self._cards if c.has_focus), None)
            self._grid.remove_children()
            self._cards = []
            known = []
            if focused is not None:
                self.call_after_refresh(self._focus_frame, focused)
        for card, panel in zip(self._cards, board.panels, strict=False):
            if card.panel != panel:
                card.tell(panel)
        added = [PanelCard(panel, self._sketch) for panel in board.panels[len(known) :]]
        for card in added:
            card.be_row(self._as_list)
        self._cards += added
        self._grid.mount_all(added)

    @property
    def cards(self) -> tuple[PanelCard, ...]:
        """The panels' widgets, in order."""
        return tuple(self._cards)

    @property
    def focused_card(self) -> PanelCard | None:
        """The panel that has the focus."""
        return next((card for card in self._cards if card.has_focus), None)

    def on_resize(self, event: events.Resize) -> None:
        """Pictures or lines, as the room allows."""
        columns = self.size.width if self._as_list else CARD_COLUMNS
        self._grid.min_column_width = max(columns, 1)
        for card in self._cards:
            card.be_row(self._as_list)

    def watch_playing(self, playing: int | None) -> None:
        """Marks the panel that is on the player."""
        for card in self._cards:
            card.set_class(card.panel.index == playing, "-playing")

    def action_go(self, places: int) -> None:
        """To the panel so many places on."""
        card = self.focused_card
        if card is not None:
            place = self._cards.index(card) + places
            self._cards[min(max(place, 0), len(self._cards) - 1)].focus()

    def action_go_row(self, rows: int) -> None:
        """To the panel below or above."""
        across = 1 if self._as_list else max(1, (self.size.width + 1) // (CARD_COLUMNS + 1))
        self.action_go(rows * across)

    @property
    def _as_list(self) -> bool:
        return self.size.height < LEAST_ROWS or self.size.width < CARD_COLUMNS

    def _focus_frame(self, frame: str) -> None:
        for card in self._cards:
            if card.panel.frame.id == frame:
                card.focus()
