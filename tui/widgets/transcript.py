"""The talk. All of it is kept as data; only what is near the screen exists as widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from tui.app.entries import Entry
from tui.widgets.messages import widget_of

WINDOW = 40
"""Entries that are mounted when a project opens, and at each step back."""

MOST_MOUNTED = 120
"""Entries past which the oldest are unmounted, while the newest are being read."""


class Transcript(VerticalScroll, can_focus=True):
    """Shows the newest entries, and older ones when the reader goes up to them."""

    DEFAULT_CSS = """
    Transcript { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    Transcript #earlier { color: $text-muted; text-align: center; display: none; }
    Transcript #earlier.-some { display: block; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "back", "up", show=False),
        Binding("pageup", "back_page", "page up", show=False),
        Binding("home", "first", "oldest", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entries: list[Entry] = []
        """Everything that was said and done, the oldest first."""
        self._first = 0
        self._mounted: list[Widget] = []
        self._earlier = Static("", id="earlier")

    def on_mount(self) -> None:
        """Follows what is added, until the reader scrolls up."""
        self.mount(self._earlier)
        self.anchor()

    def replace(self, entries: Sequence[Entry]) -> None:
        """Shows another talk, from its end."""
        self.entries = list(entries)
        for widget in self._mounted:
            widget.remove()
        self._first = max(0, len(self.entries) - WINDOW)
        self._mounted = [widget_of(entry) for entry in self.entries[self._first :]]
        self.mount_all(self._mounted)
        self._tell_earlier()
        self.anchor()

    def add(self, entry: Entry) -> Widget:
        """Adds an entry at the end; returns its widget."""
        self.entries.append(entry)
        widget = widget_of(entry)
        self._mounted.append(widget)
        self.mount(widget)
        if self.is_vertical_scroll_end and len(self._mounted) > MOST_MOUNTED:
            self._unmount(len(self._mounted) - WINDOW)
        return widget

    def go_to_end(self) -> None:
        """Shows the newest entry, and follows again."""
        self.anchor()

    @property
    def mounted(self) -> int:
        """How many entries exist as widgets."""
        return len(self._mounted)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Mounts older entries as soon as the reader reaches the first one."""
        super().watch_scroll_y(old_value, new_value)
        if new_value <= 0 < old_value:
            self._go_back()

    def action_back(self) -> None:
        """One line up; from the first line, to older entries."""
        self._step_back(self.action_scroll_up)

    def action_back_page(self) -> None:
        """One page up; from the first line, to older entries."""
        self._step_back(self.action_page_up)

    def action_first(self) -> None:
        """To the first entry that is mounted, and to older ones from there."""
        self._step_back(self.action_scroll_home)

    def _step_back(self, scroll: Callable[[], None]) -> None:
        if self.scroll_y <= 0:
            self._go_back()
        else:
            scroll()

    def _go_back(self) -> None:
        start = max(0, self._first - WINDOW)
        if start == self._first:
            return
        older = [widget_of(entry) for entry in self.entries[start : self._first]]
        top = self._mounted[0] if self._mounted else None
        self._first = start
        self._mounted = [*older, *self._mounted]
        self.mount_all(older, after=self._earlier)
        self._tell_earlier()
        if top is not None:
            self.call_after_refresh(self.scroll_to_widget, top, animate=False, top=True)

    def _unmount(self, number: int) -> None:
        for widget in self._mounted[:number]:
            widget.remove()
        self._mounted = self._mounted[number:]
        self._first += number
        self._tell_earlier()

    def _tell_earlier(self) -> None:
        self._earlier.set_class(self._first > 0, "-some")
        self._earlier.update(f"↑ {self._first} earlier")
