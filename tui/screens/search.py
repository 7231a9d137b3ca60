"""Choosing from a long list by typing a part of what is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

MOST_SHOWN = 200
"""Matches that are listed."""

_MOST_LINES = 3


@dataclass(frozen=True)
class Item:
    """Something to find."""

    text: str
    note: str
    """Shown beside the text, and not searched."""


class SearchScreen(ModalScreen[int | None]):
    """Its result is the place of the chosen item among all items.

    Args:
        title: what is searched.
        items: the one that comes first is listed first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "close"),
        Binding("down", "step(1)", "down", show=False, priority=True),
        Binding("up", "step(-1)", "up", show=False, priority=True),
    ]

    def __init__(self, title: str, items: Sequence[Item]) -> None:
        super().__init__()
        self._title = title
        self._items = tuple(items)
        self._matches: list[int] = []

    def compose(self) -> ComposeResult:
        """What to look for above what was found."""
        with Vertical(classes="dialog"):
            yield Static(f"{self._title} · enter takes it · esc closes", classes="heading")
            yield Input(placeholder="type a part of it", id="needle")
            yield OptionList(id="matches")

    def on_mount(self) -> None:
        """Everything matches nothing typed."""
        self._list("")
        self.query_one("#needle").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrows the list."""
        self._list(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Takes the highlighted match."""
        place = self.query_one(OptionList).highlighted
        self.dismiss(None if place is None else self._matches[place])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Takes the match that was clicked."""
        self.dismiss(self._matches[event.option_index])

    def action_step(self, places: int) -> None:
        """Another match."""
        found = self.query_one(OptionList)
        if places > 0:
            found.action_cursor_down()
        else:
            found.action_cursor_up()

    def _list(self, needle: str) -> None:
        words = needle.casefold().split()
        self._matches = [
            place
            for place, item in enumerate(self._items)
            if all(word in item.text.casefold() for word in words)
        ][:MOST_SHOWN]
        found = self.query_one(OptionList)
        found.clear_options()
        found.add_options(Option(_content(self._items[place])) for place in self._matches)
        found.highlighted = 0 if self._matches else None


def _content(item: Item) -> Content:
    lines = item.text.splitlines() or [""]
    more = " …" if len(lines) > _MOST_LINES else ""
    text = "\n".join(lines[:_MOST_LINES]) + more
    return Content.assemble((text, ""), (f"  {item.note}" if item.note else "", "dim"))
