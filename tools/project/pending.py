"""A first script that is still being written: the brief, and the frames so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from schemas.drafts import FrameDraft
from tools.project.database import Database

T = TypeVar("T")


class Pending:
    """What a kill while writing leaves: at most one script. The first revision empties it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, brief: str) -> None:
        """Begins a script; one that was pending before is forgotten.

        Args:
            brief: JSON of what the director is to write.
        """
        with self._database.transaction():
            self._database.run("DELETE FROM pending")
            self._database.run("DELETE FROM pending_frames")
            self._database.run("INSERT INTO pending VALUES (1, ?)", brief)

    def add(self, frame: FrameDraft) -> None:
        """Keeps a frame as soon as it is written."""
        self._database.run("INSERT INTO pending_frames (json) VALUES (?)", frame.model_dump_json())

    def is_empty(self) -> bool:
        """Whether no script was begun, or the one that was is committed."""
        return self._database.row("SELECT 1 FROM pending") is None

    def brief(self, parse: Callable[[str], T]) -> T | None:
        """What the script that was begun is written from; None where there is none.

        Args:
            parse: reads the JSON; raises pydantic's ValidationError where it cannot.

        Raises:
            ProjectDamaged: it cannot be read.
        """
        row = self._database.row("SELECT brief FROM pending")
        return None if row is None else self._database.parsed("the brief", parse, row["brief"])

    def frames(self) -> tuple[FrameDraft, ...]:
        """The frames that were written of it, in order.

        Raises:
            ProjectDamaged: one cannot be read.
        """
        return self._database.records(FrameDraft, "SELECT json FROM pending_frames ORDER BY number")
