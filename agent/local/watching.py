"""Watching a growing text for marks that may lie across the seams of its pieces."""

from __future__ import annotations

from collections.abc import Sequence


class Watch:
    """Lets a text through until one of `marks` appears; holds back what may be the head of one.

    Args:
        marks: none of them empty.
    """

    def __init__(self, marks: Sequence[str]) -> None:
        self._marks = tuple(marks)
        self._held = ""

    def feed(self, text: str) -> tuple[str, str | None]:
        """Takes the next piece.

        Returns:
            What may be shown, and the mark behind it where one was found. What follows the mark
            stays held back, for :meth:`rest`.
        """
        text = self._held + text
        found = [(place, mark) for mark in self._marks if (place := text.find(mark)) >= 0]
        if found:
            # Of two that begin at one place, the longer.
            place, mark = min(found, key=lambda each: (each[0], -len(each[1])))
            self._held = text[place + len(mark) :]
            return text[:place], mark
        keep = max((_overlap(text, mark) for mark in self._marks), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep], None

    def rest(self) -> str:
        """What is held back, at the end of the text or behind a mark; it is held no longer."""
        held, self._held = self._held, ""
        return held


def _overlap(text: str, mark: str) -> int:
    """Length of the longest end of `text` that is a beginning of `mark`, but not all of it."""
    return next(
        (
            size
            for size in range(min(len(text), len(mark) - 1), 0, -1)
            if text.endswith(mark[:size])
        ),
        0,
    )
