"""The prompt: several lines, history, and a limit to what may be pasted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea

from tui.app.folding import Folded, is_long
from tui.app.history import PromptHistory

MOST_CHARACTERS = 2000
"""Longest premise or request that the engine takes."""


class Prompt(TextArea):
    """Where the user types.

    Args:
        history: what was typed before.
        example: a premise that Tab puts into the empty prompt.
    """

    DEFAULT_CSS = """
    Prompt {
        height: auto; max-height: 8; min-height: 3;
        border: round $primary 60%; padding: 0 1; background: $background;
    }
    Prompt:focus { border: round $primary; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "send", "send"),
        Binding("shift+enter,ctrl+j,alt+enter", "newline", "new line", show=False),
        Binding("tab", "complete", "complete", show=False),
    ]

    class Sent(Message):
        """The user sends what was typed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class TakenBack(Message):
        """The user wants the newest queued prompt back."""

    class Completing(Message):
        """The highlighted completion is wanted."""

        def __init__(self, *, send: bool) -> None:
            super().__init__()
            self.send = send
            """Whether it is to be sent, too: Enter, not Tab."""

    class Stepped(Message):
        """Up or down was pressed while completions are shown."""

        def __init__(self, places: int) -> None:
            super().__init__()
            self.places = places

    class CutShort(Message):
        """What was pasted is longer than the engine takes."""

        def __init__(self, length: int) -> None:
            super().__init__()
            self.length = length

    class TooLong(Message):
        """What is typed is longer than the engine takes; it stays in the prompt."""

        def __init__(self, length: int) -> None:
            super().__init__()
            self.length = length

    def __init__(self, history: PromptHistory, example: str) -> None:
        super().__init__(soft_wrap=True, show_line_numbers=False, placeholder=example)
        self.cursor_blink = False
        self._folded = Folded()
        self.choosing = False
        """Whether completions are shown: then up, down and enter belong to them."""
        self._history = history

    @property
    def example(self) -> str:
        """The premise that Tab puts into the empty prompt."""
        return str(self.placeholder)

    def render_line(self, y: int) -> Strip:
        """One line; blank where the terminal leaves no room, in which Textual cannot wrap."""
        width = self.content_size.width
        return super().render_line(y) if width > 1 else Strip.blank(width)

    @property
    def typed_before(self) -> Sequence[str]:
        """What was sent before, the newest first."""
        return self._history.newest_first

    @property
    def value(self) -> str:
        """What is typed, with what was pasted in place of the marks that stand for it."""
        return self._folded.unfolded(self.text)

    def fill(self, text: str) -> None:
        """Puts `text` in place of what is there, the cursor behind it."""
        self.text = text
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        """Takes the keys that TextArea would insert, here and not as bindings with priority.

        Those are done before the letters in front of them are, where many come at once.
        """
        match event.key:
            case "enter":
                do = self.action_send
            case "shift+enter" | "ctrl+j" | "alt+enter":
                do = self.action_newline
            case "tab":
                do = self.action_complete
            case _:
                await super()._on_key(event)
                return
        event.stop()
        event.prevent_default()
        do()

    def action_send(self) -> None:
        """Takes the highlighted completion; without one, sends what is typed."""
        if self.choosing:
            self.post_message(self.Completing(send=True))
        else:
            self.send()

    def send(self) -> None:
        """Sends what is typed, unless that is nothing."""
        text = self.value.strip()
        if len(text) > MOST_CHARACTERS:
            self.post_message(self.TooLong(len(text)))
        elif text:
            self._history.add(text)
            self._folded = Folded()
            self.fill("")
            self.post_message(self.Sent(text))

    def action_newline(self) -> None:
        """Begins another line."""
        self.insert("\n")

    def action_complete(self) -> None:
        """Completes what is typed; in the empty prompt, the example; or goes to the next widget."""
        if self.text:
            self.post_message(self.Completing(send=False))
        elif self.example:
            self.fill(self.example)
        else:
            self.screen.focus_next()

    def action_cursor_up(self, select: bool = False) -> None:
        """One line up; from the first, to the prompt before."""
        if self.choosing:
            self.post_message(self.Stepped(-1))
        elif self.cursor_location[0] == 0 and not select:
            older = self._history.older(self.text)
            if older is not None:
                self.fill(older)
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """One line down; from the last, to the prompt after."""
        if self.choosing:
            self.post_message(self.Stepped(1))
        elif self.cursor_location[0] == self.document.line_count - 1 and not select:
            newer = self._history.newer()
            if newer is not None:
                self.fill(newer)
        else:
            super().action_cursor_down(select)

    def action_delete_left(self) -> None:
        """Deletes; in the empty prompt, takes the newest queued prompt back."""
        if self.text:
            super().action_delete_left()
        else:
            self.post_message(self.TakenBack())

    async def _on_paste(self, event: events.Paste) -> None:
        """Keeps what the engine can take, and says so; a megabyte would only stall the terminal."""
        text = event.text[:MOST_CHARACTERS]
        if len(event.text) > MOST_CHARACTERS:
            self.post_message(self.CutShort(len(event.text)))
        elif not is_long(text):
            return
        event.prevent_default()
        event.stop()
        self.insert(self._folded.fold(text))
