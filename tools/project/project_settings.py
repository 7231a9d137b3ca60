"""How the project was made, so that later commands work the same way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tools.project.database import Database

T = TypeVar("T")


class ProjectSettings:
    """Texts by name: director, renderer, render settings, form of the clip."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        """The text of that name, or None where it was never set."""
        row = self._database.row("SELECT value FROM settings WHERE name = ?", name)
        return None if row is None else str(row["value"])

    def read(self, name: str, parse: Callable[[str], T]) -> T | None:
        """The value whose text has that name, or None where it was never set.

        Args:
            name: what it is called.
            parse: reads the text; raises pydantic's ValidationError where it cannot.

        Raises:
            ProjectDamaged: it cannot be read.
        """
        text = self.get(name)
        return None if text is None else self._database.parsed(f"the setting {name}", parse, text)

    def set(self, name: str, value: str) -> None:
        """Sets or replaces a text."""
        self._database.run("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, value)
