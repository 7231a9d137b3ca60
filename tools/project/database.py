"""The project's SQLite file: opening it, transactions, and errors that say what to do."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from schemas.errors import DiskFull, ProjectDamaged, ProjectError, ProjectLocked, StoryreelError

R = TypeVar("R", bound=BaseModel)
"""What a row is read as."""

_BUSY_SECONDS = 5.0
"""How long to wait for another connection's commit, which takes milliseconds."""

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})
_REFUSED = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class Database:
    """One connection. Statements outside a transaction are committed at once, durably."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        connection.row_factory = sqlite3.Row
        self._connection = connection
        self.path = path

    @classmethod
    def for_writing(cls, path: Path) -> Database:
        """Opens or creates the file. Every commit is synced to the disk.

        Raises:
            ProjectDamaged: it is not a database.
            ProjectError: it cannot be opened.
        """
        with translated(path):
            connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        return cls._configured(connection, path, ("synchronous = FULL",))

    @classmethod
    def for_reading(cls, path: Path) -> Database:
        """Opens the file so that nothing can be written.

        Raises:
            ProjectDamaged: it is not a database.
            ProjectError: it cannot be opened.
        """
        # In a folder that may not be written to, SQLite can read a write-ahead database only as
        # immutable. That holds while no log is there: then no writer is at work.
        logged = path.with_name(f"{path.name}-wal").exists()
        immutable = "" if logged or os.access(path.parent, os.W_OK) else "&immutable=1"
        with translated(path):
            connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro{immutable}",
                uri=True,
                timeout=_BUSY_SECONDS,
                isolation_level=None,
            )
        return cls._configured(connection, path, ("query_only = ON",))

    @classmethod
    def _configured(
        cls, connection: sqlite3.Connection, path: Path, pragmas: tuple[str, ...]
    ) -> Database:
        database = cls(connection, path)
        try:
            for pragma in ("foreign_keys = ON", *pragmas):
                database.run(f"PRAGMA {pragma}")
        except StoryreelError:
            database.close()
            raise
        return database

    def use_log(self) -> None:
        """Turns the write-ahead log on, so that readers and the writer do not wait."""
        self.run("PRAGMA journal_mode = WAL")

    def close(self) -> None:
        """Closes the connection. An open transaction is rolled back."""
        self._connection.close()

    def rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        """All rows of a query."""
        with translated(self.path):
            return self._connection.execute(statement, values).fetchall()

    def row(self, statement: str, *values: object) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        with translated(self.path):
            return self._connection.execute(statement, values).fetchone()

    def records(self, kind: type[R], statement: str, *values: object) -> tuple[R, ...]:
        """All rows of a query, each read as a record; a column `json` holds the whole record.

        Raises:
            ProjectDamaged: a row cannot be read as that.
        """
        read: list[R] = []
        for row in self.rows(statement, *values):
            try:
                if row.keys() == ["json"]:
                    read.append(kind.model_validate_json(row["json"]))
                else:
                    read.append(kind.model_validate(dict(row)))
            except ValidationError as error:
                what = f"a {kind.__name__} cannot be read ({error.errors()[0]['msg']})"
                raise damaged(self.path, what) from error
        return tuple(read)

    def run(self, statement: str, *values: object) -> int:
        """Runs a statement; returns the number of the row that it inserted."""
        with translated(self.path):
            return self._connection.execute(statement, values).lastrowid or 0

    @contextmanager
    def transaction(self) -> Generator[None]:
        """All statements inside become durable together, or none does."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            # After a full disk SQLite may have rolled back by itself.
            with suppress(StoryreelError):
                self.run("ROLLBACK")
            raise


def damaged(path: Path, what: str) -> ProjectDamaged:
    """The error for a database that cannot be relied on."""
    return ProjectDamaged(
        f"{str(path)!r} is damaged: {what}",
        hint=(
            "nothing was deleted: script.json holds the last script and frames/ the stills; "
            f"restore {path.name} from a backup, or make a new project"
        ),
    )


@contextmanager
def translated(path: Path) -> Generator[None]:
    """Raises what SQLite says about `path` as an error of storyreel."""
    try:
        yield
    except sqlite3.Error as error:
        raise _error_for(error, path) from error


def _error_for(error: sqlite3.Error, path: Path) -> StoryreelError:
    # Python names the code only where SQLite reported it; the low byte is the primary code.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(
            f"the disk is full: cannot write {str(path)!r}",
            hint="free some space and repeat the command; committed revisions are kept",
        )
    if code in _BUSY:
        return ProjectLocked(
            f"another process is writing to {str(path)!r}",
            hint="wait until it has finished, then repeat the command",
            pid=None,
        )
    if code in _DAMAGED:
        return damaged(path, str(error))
    hint = "check that the folder and the file may be written to"
    if code not in _REFUSED:
        hint = "check the disk, then repeat the command"
    return ProjectError(f"cannot use {str(path)!r}: {error}", hint=hint)
