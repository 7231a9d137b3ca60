"""The journal of render jobs: what a kill interrupted is seen at the next start."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Literal

from pydantic import Json

from schemas.base import Value
from schemas.render import Digest
from schemas.revisions import RevisionNumber
from tools.project.database import Database

Outcome = Literal["done", "failed", "cancelled"]


class Job(Value):
    """Stills of one revision that were to be rendered."""

    number: int
    revision: RevisionNumber
    keys: Json[tuple[Digest, ...]]
    state: Literal["running", "done", "failed", "cancelled", "interrupted"]
    """interrupted: its process ended without a word."""


class Jobs:
    """Jobs are begun before the first denoising step and finished after the last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, revision: RevisionNumber, keys: tuple[Digest, ...]) -> int:
        """Notes that these stills are being rendered; returns the job's number."""
        return self._database.run(
            "INSERT INTO jobs (revision, keys, state, started) VALUES (?, ?, 'running', ?)",
            revision,
            json.dumps(keys),
            datetime.now(UTC).isoformat(),
        )

    def finish(self, job: int, outcome: Outcome) -> None:
        """Notes how the job ended."""
        self._end("number = ?", outcome, job)

    def interrupt_running(self) -> None:
        """Closes what a killed process left running. For the one writer, when it opens."""
        self._end("state = 'running'", "interrupted")

    def unfinished(self) -> tuple[Job, ...]:
        """The jobs that did not get done since the last one that did, the oldest first.

        Raises:
            ProjectDamaged: one cannot be read.
        """
        return self._database.records(
            Job,
            "SELECT number, revision, keys, state FROM jobs WHERE state != 'done' AND number >"
            " (SELECT COALESCE(MAX(number), 0) FROM jobs WHERE state = 'done') ORDER BY number",
        )

    def _end(self, which: str, state: str, *values: object) -> None:
        self._database.run(
            f"UPDATE jobs SET state = ?, ended = ? WHERE {which}",
            state,
            datetime.now(UTC).isoformat(),
            *values,
        )
