"""The talk: what was said, what waits, and the prompt with its completions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from tui.app.history import PromptHistory
from tui.widgets.completion import Choice, Completions
from tui.widgets.prompt import MOST_CHARACTERS, Prompt
from tui.widgets.transcript import Transcript

_MOST_WAITING = 3
"""Waiting prompts that are shown."""


class Talk(Vertical):
    """The left side of the chat.

    Args:
        greeting: stands in the transcript until something was said.
        history: what was typed before.
        example: a premise that Tab puts into the empty prompt.
        choices: what the text in the prompt may become.
    """

    def __init__(
        self,
        greeting: Content,
        history: PromptHistory,
        example: str,
        choices: Callable[[str], Sequence[Choice]],
    ) -> None:
        super().__init__(id="talk")
        self._greeting = greeting
        self._choices = choices
        self._queue = Static("", id="queue", markup=False)
        self._completions = Completions()
        self.transcript = Transcript(id="transcript")
        self.prompt = Prompt(history, example)

    def compose(self) -> ComposeResult:
        """From the oldest entry down to the prompt."""
        with self.transcript:
            yield Static(self._greeting, id="welcome")
        yield self._queue
        yield self._completions
        yield self.prompt

    def drop_greeting(self) -> None:
        """Something was said: the greeting has done its work."""
        self.query("#welcome").remove()

    def tell_waiting(self, words: Sequence[str]) -> None:
        """Shows what waits for its turn."""
        self._queue.set_class(bool(words), "-some")
        lines = [f"… next: {each}" for each in words[-_MOST_WAITING:]]
        self._queue.update("\n".join([*lines, "  backspace takes the last one back"]))

    def close_choices(self) -> bool:
        """Hides the completions; whether there were any."""
        if not self.prompt.choosing:
            return False
        self._completions.offer(())
        self.prompt.choosing = False
        return True

    @on(TextArea.Changed)
    def _offer(self, message: TextArea.Changed) -> None:
        self._completions.offer(self._choices(self.prompt.text))
        self.prompt.choosing = self._completions.chosen is not None

    def on_prompt_stepped(self, message: Prompt.Stepped) -> None:
        """Another completion."""
        self._completions.step(message.places)

    def on_prompt_completing(self, message: Prompt.Completing) -> None:
        """Takes the highlighted completion."""
        chosen = self._completions.chosen
        if chosen is None:
            self.screen.focus_next()
            return
        self.prompt.fill(chosen.text)
        if message.send and not chosen.text.endswith(" "):
            # From the prompt's own loop: Textual would not let a message sent from here pass here.
            self.prompt.call_next(self.prompt.send)

    def on_prompt_cut_short(self, message: Prompt.CutShort) -> None:
        """Says that a paste was too long."""
        self.notify(
            f"{message.length:,} characters were pasted; the first {MOST_CHARACTERS:,} were kept, "
            "which is the most that a premise or a request may have",
            severity="warning",
        )

    def on_prompt_too_long(self, message: Prompt.TooLong) -> None:
        """Says that the prompt cannot be sent as it is."""
        self.notify(
            f"that is {message.length:,} characters; a premise or a request may have "
            f"{MOST_CHARACTERS:,}. It is still in the prompt",
            severity="warning",
        )
