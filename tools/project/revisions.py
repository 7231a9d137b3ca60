"""The append-only revisions of the frame script, with undo and redo."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

from pydantic import ValidationError

from schemas.edits import EditBatch
from schemas.errors import ScriptError, StaleRevision
from schemas.revisions import Revision, RevisionHead, RevisionNumber, Scope
from schemas.script import FrameScript
from tools.project.database import Database, damaged
from tools.project.history import Timeline
from tools.script.edits import apply_edits
from tools.script.proof import prove

_HEAD = "SELECT number, kind, base, equals, summary, created FROM revisions"


class Revisions:
    """Revisions are numbered from 1 on; none is ever changed or removed.

    Args:
        database: of the project.
        publish: is called with the script of each new revision after its commit.
    """

    def __init__(self, database: Database, publish: Callable[[FrameScript], None]) -> None:
        self._database = database
        self._publish = publish

    def list(self) -> tuple[RevisionHead, ...]:
        """All revisions without their scripts, the oldest first."""
        rows = self._database.rows(f"{_HEAD} ORDER BY number")
        try:
            return tuple(RevisionHead.model_validate(dict(row)) for row in rows)
        except ValidationError as error:
            raise damaged(self._database.path, "a revision cannot be read") from error

    def is_empty(self) -> bool:
        """Whether no script was committed yet."""
        return self._database.row("SELECT 1 FROM revisions LIMIT 1") is None

    def head(self) -> Revision:
        """The current revision.

        Raises:
            ScriptError: the project has none yet.
        """
        row = self._database.row("SELECT MAX(number) AS number FROM revisions")
        if row is None or row["number"] is None:
            raise ScriptError(
                f"the project {str(self._database.path.parent)!r} has no script yet",
                hint="run `storyreel render` on it to have the script written to the end",
            )
        return self.get(row["number"])

    def get(self, number: int) -> Revision:
        """The revision of that number.

        Raises:
            ScriptError: there is none.
            ProjectDamaged: its script cannot be read.
        """
        row = self._database.row(
            "SELECT number, kind, base, equals, summary, created, digest, json FROM revisions"
            " JOIN scripts ON digest = script WHERE number = ?",
            number,
        )
        if row is None:
            raise ScriptError(
                f"there is no revision {number}", hint="`storyreel show` lists the revisions"
            )
        fields = dict(row)
        digest, text = fields.pop("digest"), fields.pop("json")
        if _digest(text) != digest:
            raise damaged(self._database.path, f"the script of revision {number} has changed")
        try:
            script = FrameScript.model_validate_json(text)
            return Revision.model_validate({**fields, "script": script})
        except ValidationError as error:
            what = f"revision {number} cannot be read"
            raise damaged(self._database.path, what) from error

    def first(self, script: FrameScript, summary: str) -> Revision:
        """Commits the first revision; the pending brief and frames go in the same transaction.

        Raises:
            ScriptError: there is a revision already.
        """
        with self._database.transaction():
            if not self.is_empty():
                raise ScriptError(
                    "the project has a script already", hint="revise it, or make another project"
                )
            number = self._append("make", script, summary, base=None, equals=None)
            self._database.run("DELETE FROM pending")
            self._database.run("DELETE FROM pending_frames")
        return self._published(number)

    def commit(self, batch: EditBatch, scope: Scope, summary: str) -> Revision:
        """Applies the edits to the current revision and commits the result, proved.

        Args:
            batch: the edits, and the revision that they were written for.
            scope: the frames that the request names.
            summary: one line: what was asked.

        Raises:
            StaleRevision: another revision is current by now.
            ScriptError: the edits are refused; nothing was changed.
        """
        with self._database.transaction():
            head = self.head()
            if batch.base != head.number:
                raise StaleRevision(
                    f"the edit was based on revision {batch.base}; "
                    f"the current one is {head.number}",
                    hint=f"read revision {head.number} and base the edit on it",
                )
            script = apply_edits(head.script, batch.edits, scope)
            known = frozenset(frame.id for frame in head.script.frames)
            prove(head.script, script, frozenset(scope.ids) if scope.named else known)
            number = self._append("edit", script, summary, base=head.number, equals=None)
        return self._published(number)

    def undo(self) -> Revision:
        """Goes one change back: a new revision with the script from before the last change.

        Raises:
            NothingToUndo: the first revision is reached.
        """
        with self._database.transaction():
            head = self.head()
            target = self.get(Timeline(self.list()).undo())
            summary = f"undo: {self.get(head.equals).summary}"
            number = self._append(
                "undo", target.script, summary, base=head.number, equals=target.number
            )
        return self._published(number)

    def redo(self) -> Revision:
        """Takes the last undo back; after another change there is nothing to redo.

        Raises:
            NothingToUndo: nothing was undone since the last change.
        """
        with self._database.transaction():
            head = self.head()
            target = self.get(Timeline(self.list()).redo())
            summary = f"redo: {target.summary}"
            number = self._append(
                "redo", target.script, summary, base=head.number, equals=target.number
            )
        return self._published(number)

    def restore(self, number: RevisionNumber) -> Revision:
        """Goes to the script of another revision; undo and redo lead on from there.

        Raises:
            ScriptError: there is no such revision.
        """
        with self._database.transaction():
            head, target = self.head(), self.get(number)
            summary = f"back to revision {target.equals}"
            appended = self._append(
                "edit", target.script, summary, base=head.number, equals=target.equals
            )
        return self._published(appended)

    def _append(
        self,
        kind: Literal["make", "edit", "undo", "redo"],
        script: FrameScript,
        summary: str,
        *,
        base: int | None,
        equals: int | None,
    ) -> int:
        text = script.model_dump_json()
        digest = _digest(text)
        self._database.run("INSERT OR IGNORE INTO scripts VALUES (?, ?)", digest, text)
        number = 1 if base is None else base + 1
        return self._database.run(
            "INSERT INTO revisions VALUES (?, ?, ?, ?, ?, ?, ?)",
            number,
            kind,
            base,
            equals or number,
            " ".join(summary.split()),
            datetime.now(UTC).isoformat(),
            digest,
        )

    def _published(self, number: int) -> Revision:
        revision = self.get(number)
        self._publish(revision.script)
        return revision


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
