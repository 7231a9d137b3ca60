"""A widget that shows one picture made of strips, and repaints only the rows that changed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui.player.fitting import CellSize


class Canvas(Widget):
    """The strips last given to `show`, in the middle of whatever room there is."""

    DEFAULT_CSS = """
    Canvas { width: 1fr; height: 1fr; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._strips: list[Strip] = []

    @property
    def room(self) -> CellSize:
        """Cells that a picture may take."""
        return CellSize(self.content_size.width, self.content_size.height)

    @property
    def shown(self) -> Sequence[Strip]:
        """What is shown, from the top."""
        return self._strips

    def show(self, strips: list[Strip]) -> None:
        """Shows `strips` in place of what was there. Never causes a layout."""
        before, self._strips = self._strips, strips
        if len(before) != len(strips) or _columns(before) != _columns(strips):
            self.refresh()
            return
        top = self._top
        regions = [
            Region(self._left, top + row, _columns(strips), 1)
            for row in changed_rows(before, strips)
        ]
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        """One line of the widget: a row of the picture with blank sides, or blank."""
        width = self.content_size.width
        row = y - self._top
        if not 0 <= row < len(self._strips):
            return Strip.blank(width, self.rich_style)
        strip = self._strips[row]
        if strip.cell_length >= width:
            return strip.crop(0, width)
        left = Strip.blank(self._left, self.rich_style)
        right = Strip.blank(width - self._left - strip.cell_length, self.rich_style)
        return Strip.join([left, strip, right])

    @property
    def _top(self) -> int:
        return max(0, (self.content_size.height - len(self._strips)) // 2)

    @property
    def _left(self) -> int:
        return max(0, (self.content_size.width - _columns(self._strips)) // 2)


def changed_rows(before: Sequence[Strip], after: Sequence[Strip]) -> list[int]:
    """Places of the rows that differ; every row where the numbers of rows do."""
    if len(before) != len(after):
        return list(range(len(after)))
    return [row for row, (old, new) in enumerate(zip(before, after, strict=True)) if old is not new]


def _columns(strips: Sequence[Strip]) -> int:
    return strips[0].cell_length if strips else 0
