"""What the director is saying, piece by piece, before the turn is over."""

from __future__ import annotations

from schemas.events import AnswerRepeated, Event, Reply, TextStreamed
from tui.app.entries import Speech


class Listener:
    """Joins the pieces of the newest answer; `Reply` replaces them with what was really said."""

    def __init__(self) -> None:
        self.speech: Speech | None = None
        """Grows in place; None as long as nothing was said."""
        self._answer = ""

    def watch(self, event: Event) -> bool:
        """Notes what happened; whether something was said."""
        match event:
            case TextStreamed():
                if self.speech is None:
                    self.speech = Speech("")
                if event.answer != self._answer:
                    self._answer, self.speech.text = event.answer, ""
                self.speech.text += event.text
            case AnswerRepeated() if self.speech is not None:
                self.speech.text = ""
            case Reply():
                if self.speech is None:
                    self.speech = Speech("")
                self.speech.text = event.text
            case _:
                return False
        return True
