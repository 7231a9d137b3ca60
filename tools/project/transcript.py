"""What user and director said: a tree, because a conversation can go on from an earlier point."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from schemas.base import Value
from schemas.errors import UsageError
from schemas.revisions import RevisionNumber
from schemas.text import well_formed
from tools.project.database import Database
from tools.project.project_settings import ProjectSettings
from tools.project.sqlite_errors import damaged

Role = Literal["user", "director"]

_TIP = "transcript_tip"
_LARGEST = 2**63 - 1
"""The largest number that SQLite holds."""
_Number = TypeAdapter(Annotated[int, Field(ge=0, le=_LARGEST)])
_FIELDS = "number, role, text, revision, created"


class Utterance(Value):
    """One thing that was said."""

    number: int
    """From 1 on, in the order in which everything was said."""
    role: Role
    text: str
    revision: RevisionNumber | None
    """The revision that was current; None before the first."""
    created: datetime


class Transcript:
    """Grows only; undo does not unsay anything, and going back does not forget anything.

    Each utterance knows the one behind which it was said. What leads to the *tip* is the current
    conversation; every utterance behind which nothing was said ends one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._settings = ProjectSettings(database)

    @property
    def tip(self) -> int | None:
        """Number of the utterance behind which the next one is said; None: at the beginning.

        Raises:
            ProjectDamaged: nothing was said under the number that is recorded.
        """
        chosen = self._settings.read(_TIP, _Number.validate_strings)
        row = self._database.row(
            "SELECT MAX(number) AS number FROM transcript WHERE number = ?1 OR ?1 IS NULL", chosen
        )
        number = None if row is None else row["number"]
        if chosen and number is None:
            raise damaged(self._database.path, f"nothing was said under the number {chosen}")
        return number

    def add(self, role: Role, text: str, revision: RevisionNumber | None) -> None:
        """Notes what was said, behind the tip; it becomes the tip."""
        with self._database.transaction():
            number = self._database.run(
                "INSERT INTO transcript (role, text, revision, created, after)"
                " VALUES (?, ?, ?, ?, ?)",
                role,
                well_formed(text),
                revision,
                datetime.now(UTC).isoformat(),
                self.tip,
            )
            self._settings.set(_TIP, str(number))

    def go_to(self, number: int | None) -> None:
        """Goes on behind another utterance; None: at the beginning.

        Raises:
            UsageError: there is none of that number.
        """
        if number is not None:
            self.get(number)
        self._settings.set(_TIP, str(number or 0))

    def get(self, number: int) -> Utterance:
        """The utterance of that number.

        Raises:
            UsageError: there is none.
        """
        found = self._database.records(
            Utterance,
            f"SELECT {_FIELDS} FROM transcript WHERE number = ?",
            max(0, min(number, _LARGEST)),
        )
        if not found:
            raise UsageError(
                f"nothing was said under the number {number}",
                hint="`storyreel sessions DIR` lists the numbers",
            )
        return found[0]

    def list(self) -> tuple[Utterance, ...]:
        """The current conversation, in order."""
        return self.until(self.tip)

    def until(self, number: int | None) -> tuple[Utterance, ...]:
        """The conversation that leads to an utterance, with it, in order."""
        return self._database.records(
            Utterance,
            f"WITH RECURSIVE said AS (SELECT * FROM transcript WHERE number = ?"
            f" UNION ALL SELECT earlier.* FROM transcript AS earlier"
            f" JOIN said ON earlier.number = said.after)"
            f" SELECT {_FIELDS} FROM said ORDER BY number",
            number,
        )

    def ends(self) -> tuple[Utterance, ...]:
        """The last utterance of each conversation, the oldest first."""
        return self._database.records(
            Utterance,
            f"SELECT {_FIELDS} FROM transcript WHERE number NOT IN"
            " (SELECT after FROM transcript WHERE after IS NOT NULL) ORDER BY number",
        )
