"""What user and director said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from schemas.base import Value
from schemas.revisions import RevisionNumber
from tools.project.database import Database

Role = Literal["user", "director"]


class Utterance(Value):
    """One thing that was said."""

    role: Role
    text: str
    revision: RevisionNumber | None
    """The revision that was current; None before the first."""
    created: datetime


class Transcript:
    """Grows at the end only; undo does not unsay anything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, role: Role, text: str, revision: RevisionNumber | None) -> None:
        """Notes what was said."""
        self._database.run(
            "INSERT INTO transcript (role, text, revision, created) VALUES (?, ?, ?, ?)",
            role,
            text,
            revision,
            datetime.now(UTC).isoformat(),
        )

    def list(self) -> tuple[Utterance, ...]:
        """Everything that was said, in order."""
        return self._database.records(
            Utterance, "SELECT role, text, revision, created FROM transcript ORDER BY number"
        )
