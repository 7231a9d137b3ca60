"""Completions above the prompt: commands after a slash, frames after an @."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option


@dataclass(frozen=True)
class Choice:
    """One thing that what is typed may become."""

    text: str
    """What the prompt holds once it is chosen."""
    label: str
    note: str


class Completions(OptionList, can_focus=False):
    """Choices for what is typed. The prompt keeps the focus and steers it."""

    DEFAULT_CSS = """
    Completions {
        height: auto; max-height: 9; display: none; margin: 0 1;
        border: round $panel; background: $background; padding: 0; scrollbar-size-vertical: 1;
    }
    Completions.-some { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._choices: tuple[Choice, ...] = ()

    @property
    def chosen(self) -> Choice | None:
        """The choice that is highlighted; None where there is none."""
        place = self.highlighted
        return self._choices[place] if place is not None and self._choices else None

    def offer(self, choices: Sequence[Choice]) -> None:
        """Shows `choices`, or nothing where there are none."""
        if tuple(choices) == self._choices:
            return
        self._choices = tuple(choices)
        self.clear_options()
        self.set_class(bool(choices), "-some")
        width = max((len(choice.label) for choice in choices), default=0)
        self.add_options(
            Option(Content.assemble(c.label.ljust(width + 2), (c.note, "dim"))) for c in choices
        )
        self.highlighted = 0 if choices else None

    def step(self, places: int) -> None:
        """Highlights another choice."""
        for _ in range(abs(places)):
            if places > 0:
                self.action_cursor_down()
            else:
                self.action_cursor_up()
