"""A first script that is still being written: the brief, and the frames so far."""

from __future__ import annotations

from schemas.base import Value
from schemas.drafts import FrameDraft
from tools.project.database import Database


class PendingScript(Value):
    """What a kill while writing leaves behind."""

    brief: str
    """JSON of what the director was to write."""
    frames: tuple[FrameDraft, ...]
    """Frames that were written, in order."""


class Pending:
    """Holds at most one script. Committing the first revision empties it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, brief: str) -> None:
        """Begins a script; one that was pending before is forgotten."""
        with self._database.transaction():
            self._empty()
            self._database.run("INSERT INTO pending VALUES (1, ?)", brief)

    def add(self, frame: FrameDraft) -> None:
        """Keeps a frame as soon as it is written."""
        self._database.run("INSERT INTO pending_frames (json) VALUES (?)", frame.model_dump_json())

    def get(self) -> PendingScript | None:
        """The script that was begun and not committed, or None."""
        row = self._database.row("SELECT brief FROM pending")
        if row is None:
            return None
        frames = self._database.records(
            FrameDraft, "SELECT json FROM pending_frames ORDER BY number"
        )
        return PendingScript(brief=str(row["brief"]), frames=frames)

    def clear(self) -> None:
        """Forgets the script that was begun."""
        with self._database.transaction():
            self._empty()

    def _empty(self) -> None:
        self._database.run("DELETE FROM pending")
        self._database.run("DELETE FROM pending_frames")
