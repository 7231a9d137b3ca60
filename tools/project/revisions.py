"""The append-only revisions of the frame script, with undo and redo."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

from schemas.edits import EditBatch
from schemas.errors import ScriptError, StaleRevision
from schemas.revisions import Revision, RevisionHead, RevisionNumber, Scope
from schemas.script import FrameScript
from tools.project.database import Database
from tools.project.history import Timeline, follow_one_another, steps_of
from tools.project.sqlite_errors import damaged
from tools.script.edits import apply_edits
from tools.script.proof import prove

_HEAD = "number, kind, base, equals, summary, created"


class Revisions:
    """Revisions are numbered from 1 on; none is ever changed or removed.

    A revision is committed before it is published. Where publishing fails (DiskFull, ProjectError),
    it stays committed, and opening the project publishes it.

    Args:
        database: of the project.
        publish: is called with the script of each new revision after its commit.
    """

    def __init__(self, database: Database, publish: Callable[[FrameScript], None]) -> None:
        self._database = database
        self._publish = publish

    def list(self) -> tuple[RevisionHead, ...]:
        """All revisions without their scripts, the oldest first.

        Raises:
            ProjectDamaged: one cannot be read, or they do not follow one another.
        """
        heads = self._database.records(
            RevisionHead, f"SELECT {_HEAD} FROM revisions ORDER BY number"
        )
        if not follow_one_another(heads):
            raise damaged(self._database.path, "the revisions do not follow one another")
        return heads

    def is_empty(self) -> bool:
        """Whether no script was committed yet."""
        return self._database.row("SELECT 1 FROM revisions LIMIT 1") is None

    def head(self) -> Revision:
        """The current revision.

        Raises:
            ScriptError: the project has none yet.
            ProjectDamaged: it cannot be read.
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
            ProjectDamaged: it cannot be read.
        """
        row = self._database.row(
            f"SELECT {_HEAD}, digest, json FROM revisions JOIN scripts ON digest = script"
            " WHERE number = ?",
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
        what = f"revision {number}"
        script = self._database.parsed(what, FrameScript.model_validate_json, text)
        return self._database.parsed(what, Revision.model_validate, {**fields, "script": script})

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

    def undo(self, steps: int = 1) -> Revision:
        """Goes changes back, all or none: each a new revision with the script from before it.

        Args:
            steps: how many; at least 1.

        Raises:
            NothingToUndo: there are fewer; nothing was undone.
        """
        with self._database.transaction():
            head = self.head()
            number, shown = head.number, head.equals
            for target in steps_of(Timeline(self.list()).undo, steps):
                summary = f"undo: {self.get(shown).summary}"
                number = self._append_equal("undo", target, summary, base=number)
                shown = target
        return self._published(number)

    def redo(self, steps: int = 1) -> Revision:
        """Takes undos back, all or none; after another change there is nothing to redo.

        Args:
            steps: how many; at least 1.

        Raises:
            NothingToUndo: fewer were undone since the last change; nothing was taken back.
        """
        with self._database.transaction():
            number = self.head().number
            for target in steps_of(Timeline(self.list()).redo, steps):
                summary = f"redo: {self.get(target).summary}"
                number = self._append_equal("redo", target, summary, base=number)
        return self._published(number)

    def restore(self, number: RevisionNumber) -> Revision:
        """Goes to the script of another revision; undo and redo lead on from there.

        Raises:
            ScriptError: there is no such revision.
        """
        with self._database.transaction():
            target = self.get(number).equals
            summary = f"back to revision {target}"
            appended = self._append_equal("edit", target, summary, base=self.head().number)
        return self._published(appended)

    def _append_equal(
        self,
        kind: Literal["edit", "undo", "redo"],
        target: RevisionNumber,
        summary: str,
        *,
        base: RevisionNumber,
    ) -> RevisionNumber:
        script = self.get(target).script
        return self._append(kind, script, summary, base=base, equals=target)

    def _append(
        self,
        kind: Literal["make", "edit", "undo", "redo"],
        script: FrameScript,
        summary: str,
        *,
        base: RevisionNumber | None,
        equals: RevisionNumber | None,
    ) -> RevisionNumber:
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
