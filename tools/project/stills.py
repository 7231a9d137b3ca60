"""What is known of rendered stills: their digests, how long they took, and whose they are."""

from __future__ import annotations

from datetime import UTC, datetime
from statistics import fmean
from typing import Annotated

from pydantic import Field

from schemas.base import Value
from schemas.render import Digest
from schemas.script import FrameId
from tools.project.database import Database


class StillRecord(Value):
    """One still that was rendered and stored."""

    key: Digest
    """Render key; the file is frames/KEY.png."""
    sha256: Digest
    """Of the file."""
    seconds: Annotated[float, Field(ge=0)]
    """Wall time that rendering it took."""
    luma: Annotated[float, Field(ge=0, le=255)]
    """Mean luma of the ungraded still."""


class FrameKey(Value):
    """The still that a frame had at some time."""

    key: Digest


class Stills:
    """Records by render key, and the keys that each frame has had."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, key: Digest, sha256: Digest, seconds: float, luma: float) -> None:
        """Remembers a still that lies on disk; one that was rendered again replaces its record."""
        self._database.run(
            "INSERT OR REPLACE INTO stills VALUES (?, ?, ?, ?, ?)",
            key,
            sha256,
            seconds,
            luma,
            datetime.now(UTC).isoformat(),
        )

    def get(self, key: Digest) -> StillRecord | None:
        """The record of a still, or None where it was never rendered.

        Raises:
            ProjectDamaged: the record cannot be read.
        """
        found = self._database.records(
            StillRecord, "SELECT key, sha256, seconds, luma FROM stills WHERE key = ?", key
        )
        return found[0] if found else None

    def digest_of(self, key: Digest) -> Digest | None:
        """SHA-256 of the still's file, or None where it was never rendered."""
        record = self.get(key)
        return None if record is None else record.sha256

    def remember(self, frame: FrameId, key: Digest) -> None:
        """Notes that the frame's still is the one under `key` now."""
        if self.latest(frame) != key:
            self._database.run("INSERT INTO frame_keys (frame, key) VALUES (?, ?)", frame, key)

    def latest(self, frame: FrameId) -> Digest | None:
        """Key of the still that the frame had last, or None where it had none.

        Where it is not the frame's key of today, the still is stale.

        Raises:
            ProjectDamaged: what is recorded is no key.
        """
        found = self._database.records(
            FrameKey,
            "SELECT key FROM frame_keys WHERE frame = ? ORDER BY number DESC LIMIT 1",
            frame,
        )
        return found[0].key if found else None

    def mean_seconds(self) -> float | None:
        """Mean wall time per still of the last 32, or None where there is none.

        Raises:
            ProjectDamaged: one of their records cannot be read.
        """
        last = self._database.records(
            StillRecord,
            "SELECT key, sha256, seconds, luma FROM stills ORDER BY created DESC LIMIT 32",
        )
        return fmean(still.seconds for still in last) if last else None
