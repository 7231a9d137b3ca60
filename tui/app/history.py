"""What was typed before, kept in the state folder."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

MOST_KEPT = 1000
"""Entries that are offered again."""


class PromptHistory:
    """Older and newer prompts, as in a shell. What is being typed is the newest.

    Args:
        file: one JSON string a line; need not exist. A file that cannot be read or written costs
            the history and nothing else.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._entries = _read(file)
        self._place = len(self._entries)
        self._draft = ""

    @property
    def newest_first(self) -> list[str]:
        """Every prompt that is kept, each once."""
        return list(dict.fromkeys(reversed(self._entries)))

    def add(self, text: str) -> None:
        """Notes a prompt that was sent."""
        if not self._entries or self._entries[-1] != text:
            self._entries.append(text)
            with suppress(OSError):
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with self._file.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(text) + "\n")
        self._place = len(self._entries)
        self._draft = ""

    def older(self, typed: str) -> str | None:
        """The prompt before the one shown; None at the oldest."""
        if self._place == 0:
            return None
        if self._place == len(self._entries):
            self._draft = typed
        self._place -= 1
        return self._entries[self._place]

    def newer(self) -> str | None:
        """The prompt after the one shown, at last what was being typed; None at the newest."""
        if self._place == len(self._entries):
            return None
        self._place += 1
        if self._place == len(self._entries):
            return self._draft
        return self._entries[self._place]


def _read(file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()[-MOST_KEPT:]
    except (OSError, UnicodeDecodeError):
        return []
    entries: list[str] = []
    for line in lines:
        with suppress(json.JSONDecodeError):
            entries.append(str(json.loads(line)))
    return entries
