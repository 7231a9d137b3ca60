"""What directors have used in a project, answer by answer."""

from __future__ import annotations

from datetime import UTC, datetime

from schemas.usage import Usage
from tools.project.database import Database


class UsageLog:
    """Grows at the end only. Answers of turns that failed or were stopped count too."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, usage: Usage) -> None:
        """Notes what one answer took."""
        self._database.run(
            "INSERT INTO usage (director, input_tokens, output_tokens, estimated, dollars, created)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            usage.director,
            usage.input_tokens,
            usage.output_tokens,
            int(usage.estimated),
            None if usage.dollars is None else str(usage.dollars),
            datetime.now(UTC).isoformat(),
        )

    def list(self) -> tuple[Usage, ...]:
        """Every answer, in order.

        Raises:
            ProjectDamaged: one cannot be read.
        """
        return self._database.records(
            Usage,
            "SELECT director, input_tokens, output_tokens, estimated, dollars"
            " FROM usage ORDER BY number",
        )
