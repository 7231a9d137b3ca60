"""The talk. All of it is kept as data; only what is near the screen exists as widgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.layout import DockArrangeResult
from textual.strip import Strip
from textual.widget import Widget

from tui.app.entries import Entry, Work, plain
from tui.widgets.heights import Heights
from tui.widgets.messages import WorkCard, rows_of, show_again, widget_of

if TYPE_CHECKING:
    from textual.reactive import Reactive

MOST_MOUNTED = 48
"""Entries that exist as widgets, unless three pages hold more: each costs time in every layout."""

# Textual types this attribute of the class as the value that its instances have.
_SCROLL_Y = Widget.scroll_y
_SCROLL_TARGET_Y = cast("Reactive[float]", Widget.scroll_target_y)


class _Spacer(Widget):
    """Blank rows in place of entries that are not mounted."""

    DEFAULT_CSS = """
    _Spacer { height: 0; }
    """

    def render_line(self, y: int) -> Strip:
        """A blank line; only those in view are asked for."""
        return Strip.blank(self.size.width, self.rich_style)


class _Held(NamedTuple):
    """What is at the top of the view, and stays there while heights above it become known."""

    position: int
    row: int
    """Of the entry, counted from its top."""


class Transcript(VerticalScroll, can_focus=True):
    """Shows a talk of any length.

    A window of entries is mounted; spacers stand for the others, so that the scrollbar tells the
    truth. It follows what is added until the reader scrolls up, and again from the end on.
    """

    DEFAULT_CSS = """
    Transcript { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    Transcript > .-found { background: $accent 25%; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
        Binding("home", "first", "oldest", show=False),
        Binding("end", "last", "newest", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entries: list[Entry] = []
        """Everything that was said and done, the oldest first."""
        self._heights = Heights(rows_of)
        self._first = 0
        self._mounted: list[Widget] = []
        self._held: _Held | None = None
        self._lead = 0
        self._above = _Spacer()
        self._below = _Spacer()

    def compose(self) -> ComposeResult:
        """Room for what is not mounted."""
        yield self._above
        yield self._below

    def on_mount(self) -> None:
        """Follows from the start."""
        self.anchor()

    @property
    def mounted(self) -> int:
        """How many entries exist as widgets."""
        return len(self._mounted)

    def replace(self, entries: Sequence[Entry]) -> None:
        """Shows another talk, from its end."""
        self.entries = list(entries)
        self.remove_children(self._mounted)
        self._first, self._mounted = 0, []
        self._measure_anew()
        self.go_to_end()

    def add(self, entry: Entry) -> None:
        """Adds an entry at the end."""
        whole = self._end == len(self.entries)
        self.entries.append(entry)
        self._heights.append(entry)
        if whole and len(self._mounted) < MOST_MOUNTED:
            self._show(self._first, len(self.entries))
        elif whole and self._held is None:
            self._show(self._end - MOST_MOUNTED // 2, len(self.entries))
        else:
            self._space()

    def show_again(self, entry: Entry) -> None:
        """Shows what became of `entry`, which is one of the newest."""
        for index in range(len(self.entries) - 1, self._first - 1, -1):
            if self.entries[index] is entry:
                if index < self._end:
                    show_again(self._mounted[index - self._first], entry)
                return

    def find(self, text: str) -> tuple[int, ...]:
        """Positions in `entries` of those that hold `text`, whatever its case."""
        sought = text.casefold()
        return tuple(
            position
            for position, entry in enumerate(self.entries)
            if sought in plain(entry).casefold()
        )

    def open_details(self) -> bool:
        """Opens every card, or closes them where all are open; whether there is one."""
        cards = [each for each in self.entries if isinstance(each, Work) and each.has_more]
        wanted = not all(card.opened for card in cards)
        for card in cards:
            card.opened = wanted
            self.show_again(card)
        self._measure_anew()
        self._space()
        return bool(cards)

    def on_work_card_pressed(self, message: WorkCard.Pressed) -> None:
        """Opens or closes one card."""
        entry = self.entries[self._first + self._mounted.index(message.card)]
        if isinstance(entry, Work) and entry.has_more:
            entry.opened = not entry.opened
            self.show_again(entry)

    def go_to(self, position: int) -> None:
        """Shows an entry at the top of the view, and marks it until somewhere else is gone to."""
        self.release_anchor()
        self._held = _Held(position, 0)
        self._reach(self._heights.top(position))
        self._mark(self._mounted[position - self._first])
        self.refresh(layout=True)

    def go_to_end(self) -> None:
        """Shows the newest entry, and follows again."""
        self._held = None
        if self.entries:
            self._reach(self._heights.total)
        self._mark(None)
        self.anchor()

    def action_page(self, pages: int) -> None:
        """Pages on or back, at once: what is mounted on the way would bend an animation."""
        self.scroll_relative(y=pages * self.container_size.height, animate=False)

    def action_first(self) -> None:
        """To the oldest entry."""
        if self.entries:
            self.go_to(0)
            self._mark(None)

    def action_last(self) -> None:
        """To the newest entry."""
        self.go_to_end()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Remembers what the reader looks at, and mounts what comes near."""
        super().watch_scroll_y(old_value, new_value)
        if self.is_vertical_scroll_end:
            self._held = None
        elif self.entries:
            row = round(new_value) - self._lead
            index = self._heights.index_at(row)
            self._held = _Held(index, row - self._heights.top(index))
            self._reach(row)

    def on_resize(self, event: events.Resize) -> None:
        """Another width, other heights."""
        if self._columns != self._heights.columns:
            self._measure_anew()
            self._space()

    def arrange(self, size: Size, optimal: bool = False) -> DockArrangeResult:
        """Learns the heights of what is mounted, and scrolls so that nothing held moves.

        Here, because it is between the layout and its first paint; Textual's own anchor, which
        holds the end, is applied at the same place.
        """
        arranged = super().arrange(size, optimal)
        tops = {
            placement.widget: placement.region.y - placement.margin.top
            for placement in arranged.placements
        }
        if self._above not in tops or self._below not in tops:
            return arranged
        self._lead = tops[self._above]
        end = tops[self._below]
        for index in range(self._end - 1, self._first - 1, -1):
            top = tops.get(self._mounted[index - self._first], end)
            self._heights.measure(index, end - top)
            end = top
        if self._held is not None:
            self._hold(self._held, arranged.total_region.bottom - self.container_size.height)
        return arranged

    def _hold(self, held: _Held, last: int) -> None:
        row = self._lead + self._heights.top(held.position) + held.row
        row = max(0, min(row, last))
        if row != round(self.scroll_y):
            # Without their watchers, which would ask for another layout.
            self.set_reactive(_SCROLL_Y, float(row))
            self.set_reactive(_SCROLL_TARGET_Y, float(row))
            self.vertical_scrollbar.position = row

    @property
    def _end(self) -> int:
        return self._first + len(self._mounted)

    @property
    def _columns(self) -> int:
        return self.scrollable_content_region.width or 80

    def _measure_anew(self) -> None:
        self._heights.replace(self.entries, self._columns)

    def _reach(self, row: int) -> None:
        """Mounts what is within a page of `row`, and no more at once: mounting takes time."""
        page = max(self.container_size.height, 1)
        first = self._heights.index_at(row - page)
        end = self._heights.index_at(row + 2 * page) + 1
        if first < self._first and self._first <= end:
            end = max(end, min(self._end, first + MOST_MOUNTED))
        elif end > self._end and first <= self._end:
            first = min(first, max(self._first, end - MOST_MOUNTED))
        elif self._first <= first and end <= self._end:
            return
        self._show(first, end)

    def _show(self, first: int, end: int) -> None:
        """Makes the window go from `first` to before `end`."""
        start, stop = max(first, self._first), min(end, self._end)
        if start >= stop:
            start = stop = first
            kept: list[Widget] = []
        else:
            kept = self._mounted[start - self._first : stop - self._first]
        self.remove_children([widget for widget in self._mounted if widget not in kept])
        older = [widget_of(entry) for entry in self.entries[first:start]]
        newer = [widget_of(entry) for entry in self.entries[stop:end]]
        self._first, self._mounted = first, [*older, *kept, *newer]
        if older:
            self.mount_all(older, after=self._above)
        if newer:
            self.mount_all(newer, before=self._below)
        self._space()

    def _space(self) -> None:
        self._above.styles.height = self._heights.top(self._first)
        self._below.styles.height = self._heights.total - self._heights.top(self._end)

    def _mark(self, widget: Widget | None) -> None:
        self.query(".-found").remove_class("-found")
        if widget is not None:
            widget.add_class("-found")
