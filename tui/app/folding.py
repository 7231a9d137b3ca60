"""Long pastes: a mark stands in the prompt for them, so that one sees what one is typing."""

from __future__ import annotations

MOST_CHARACTERS = 400
MOST_LINES = 5
"""What a paste may have before it is folded."""


def is_long(text: str) -> bool:
    """Whether `text` is folded when it is pasted."""
    return len(text) > MOST_CHARACTERS or text.count("\n") >= MOST_LINES


class Folded:
    """The pastes of one prompt and the marks that stand for them."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def fold(self, text: str) -> str:
        """Keeps `text`; returns its mark."""
        mark = f"[paste {len(self._texts) + 1}: {len(text):,} characters]"
        self._texts[mark] = text
        return mark

    def unfolded(self, typed: str) -> str:
        """`typed` with each mark replaced by what it stands for; a mark that was cut is text."""
        for mark, text in self._texts.items():
            typed = typed.replace(mark, text)
        return typed
