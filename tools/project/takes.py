"""The takes that were composed."""

from __future__ import annotations

from datetime import UTC, datetime

from schemas.base import Value
from schemas.revisions import RevisionNumber
from schemas.takes import ClipForm
from tools.project.database import Database


class TakeRecord(Value):
    """One take; its files lie in takes/NNNN/."""

    number: int
    revision: RevisionNumber
    form: ClipForm
    created: datetime


class Takes:
    """A take is added only after its files are complete on disk."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, number: int, revision: RevisionNumber, form: ClipForm) -> None:
        """Notes a complete take.

        Raises:
            ProjectError: there is a take of that number, or no such revision.
        """
        now = datetime.now(UTC).isoformat()
        self._database.run("INSERT INTO takes VALUES (?, ?, ?, ?)", number, revision, form, now)

    def list(self) -> tuple[TakeRecord, ...]:
        """All takes, the oldest first.

        Raises:
            ProjectDamaged: one cannot be read.
        """
        return self._database.records(
            TakeRecord, "SELECT number, revision, form, created FROM takes ORDER BY number"
        )

    def latest(self) -> TakeRecord | None:
        """The newest take, or None where there is none."""
        takes = self.list()
        return takes[-1] if takes else None
