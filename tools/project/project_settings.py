"""How the project was made, so that later commands work the same way."""

from __future__ import annotations

from tools.project.database import Database


class ProjectSettings:
    """Texts by name: director, renderer, render settings, form of the clip."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        """The text of that name, or None where it was never set."""
        row = self._database.row("SELECT value FROM settings WHERE name = ?", name)
        return None if row is None else str(row["value"])

    def set(self, name: str, value: str) -> None:
        """Sets or replaces a text."""
        self._database.run("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, value)
