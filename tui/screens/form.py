"""One frame as a form; what is wrong is said while it is typed, and nothing typed is lost."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Footer, Input, Label, Select, Static, TextArea

from schemas.errors import ScriptError
from schemas.script import Frame
from schemas.vocabulary import Vocabulary
from tui.app.board import Panel
from tui.app.frame_text import FIELDS, entries_of, frame_of, words_of

_NOTES = {
    "objects": "name | attributes | position | scale, one a line",
    "hold": "seconds, 0.1 to 30",
    "variation": "another number draws it from other noise",
    "exposure": "stops, -3 to 3",
    "contrast": "factor, 0.25 to 4",
    "saturation": "factor, 0 to 4",
    "temperature": "-1 blue to 1 orange",
}


class FrameForm(ModalScreen[Frame | None]):
    """Edits a frame; its result is the frame as it should be, None where nothing is to change.

    Args:
        panel: whose frame.
        vocabulary: what the renderer can draw; None: anything.
        draft: the frame as it was typed before and refused; None begins with the frame as it is.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save", priority=True),
        Binding("escape", "leave", "close", priority=True),
    ]

    def __init__(self, panel: Panel, vocabulary: Vocabulary | None, draft: Frame | None) -> None:
        super().__init__()
        self._panel = panel
        self._vocabulary = vocabulary
        self._draft = draft
        self._before = entries_of(panel.frame)
        self._seen = entries_of(draft or panel.frame)
        self._warned = False

    def compose(self) -> ComposeResult:
        """A row for each entry, and what is wrong below them."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(f"Frame {self._panel.index} ({self._panel.frame.id})", classes="heading")
            for name in FIELDS:
                with Horizontal(classes="entry"):
                    yield Label(name.replace("_", " "), classes="name")
                    yield self._widget(name)
                    yield Label(_NOTES.get(name, ""), classes="note")
        refused = "what you typed before is here again: it was refused" if self._draft else ""
        yield Static(refused, id="problem", markup=False)
        yield Footer(show_command_palette=False)

    @property
    def entries(self) -> dict[str, str]:
        """What the form holds now."""
        return {name: _text(self.query_one(f"#{name}")) for name in FIELDS}

    def action_save(self) -> None:
        """Closes with the frame, unless an entry is not valid."""
        # Behind the keys that are typed and not yet taken: a binding with priority overtakes them.
        (self.focused or self).call_later(self._save)

    def _save(self) -> None:
        try:
            frame = frame_of(self.entries, self._panel.frame, self._vocabulary)
        except ScriptError as error:
            self.query_one(f"#{_field(error)}").focus()
            self._say(f"✗ {error.message}; {error.hint}")
        else:
            self.dismiss(frame)

    def action_leave(self) -> None:
        """Closes without a change; asks once more where something was typed."""
        if self.entries == self._before or self._warned:
            self.dismiss(None)
            return
        self._warned = True
        self._say("not saved yet: ctrl+s saves, esc again drops what was typed")

    @on(Input.Changed)
    @on(Select.Changed)
    @on(TextArea.Changed)
    def _check(self) -> None:
        entries = self.entries
        if entries == self._seen:
            # A list tells its choice when it appears, too.
            return
        self._seen = entries
        self._warned = False
        try:
            frame_of(entries, self._panel.frame, self._vocabulary)
        except ScriptError as error:
            self._say(f"✗ {error.message}; {error.hint}")
        else:
            self._say("✓ valid")

    def _say(self, text: str) -> None:
        self.query_one("#problem", Static).update(text)

    def _widget(self, name: str) -> Widget:
        value, words = self._seen[name], words_of(name, self._vocabulary)
        if name == "objects":
            return TextArea(value, id=name, compact=True)
        if value in words:
            options = [(word, word) for word in words]
            return Select(options, value=value, allow_blank=False, id=name, compact=True)
        return Input(value, id=name, compact=True, select_on_focus=False)


def _text(widget: Widget) -> str:
    match widget:
        case TextArea():
            return widget.text
        case Input():
            return widget.value
        case _:
            assert isinstance(widget, Select)
            return str(widget.value)


def _field(error: ScriptError) -> str:
    """The entry that an error is about: its message begins with the name."""
    name = error.message.partition(":")[0]
    return name if name in FIELDS else FIELDS[0]
