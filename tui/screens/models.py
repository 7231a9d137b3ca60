"""Choosing a director or a renderer, in the middle of a conversation, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.app.candidates import Candidate, Kind, with_current

_NOTES: dict[Kind, str] = {
    "director": "Script, talk and undo history stay as they are.",
    "renderer": "The stills become stale; /render draws them anew, and undo needs none of it.",
}


class ModelsScreen(ModalScreen[str | None]):
    """Its result is the id chosen, None where it is to stay as it is.

    Args:
        kind: what is chosen.
        found: candidates of both kinds.
        current: the id in use.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "close")]

    def __init__(self, kind: Kind, found: Sequence[Candidate], current: str) -> None:
        super().__init__()
        self._kind: Kind = kind
        self._found = with_current(found, kind, current)
        self._current = current

    def compose(self) -> ComposeResult:
        """What was found above a line for what was not."""
        with Vertical(classes="dialog"):
            heading = f"Choose the {self._kind} · enter takes it · esc closes"
            yield Static(heading, classes="heading")
            yield OptionList(*(Option(self._content(each)) for each in self._found))
            yield Static(_NOTES[self._kind], classes="note", markup=False)
            yield Input(placeholder=f"or type another {self._kind}'s id", id="other")

    def on_mount(self) -> None:
        """The one in use is highlighted."""
        ids = [each.id for each in self._found]
        found = self.query_one(OptionList)
        found.highlighted = ids.index(self._current)
        found.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Chosen; an id that lacks the model's name goes to the line below."""
        chosen = self._found[event.option_index]
        if chosen.complete:
            self.dismiss(chosen.id)
            return
        other = self.query_one(Input)
        other.value = chosen.id
        other.focus()
        other.action_end()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Typed."""
        self.dismiss(event.value.strip() or None)

    def _content(self, each: Candidate) -> Content:
        mark = "● " if each.id == self._current else "  "
        name = f"{each.id}…" if not each.complete else each.id
        state = "in use" if each.id == self._current else each.state
        return Content.assemble((f"{mark}{name}", "bold"), f"  {state}\n    ", (each.note, "dim"))
