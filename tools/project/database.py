"""The project's SQLite file: opening it, transactions, and errors that say what to do."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from schemas.errors import StoryreelError
from tools.project.sqlite_errors import damaged, translated

R = TypeVar("R", bound=BaseModel)
"""What a row is read as."""
S = TypeVar("S")
"""What the database holds of a value."""
T = TypeVar("T")
"""The value."""

_BUSY_SECONDS = 5.0
"""How long to wait for another connection's commit, which takes milliseconds."""


class Database:
    """One connection. Statements outside a transaction are committed at once, durably.

    What SQLite reports is raised as DiskFull, ProjectLocked, ProjectDamaged or, where it is none of
    these, as ProjectError; so by every method here and by all that are built on them.
    """

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
        return tuple(
            self.parsed(f"a {kind.__name__}", partial(_record, kind), row)
            for row in self.rows(statement, *values)
        )

    def parsed(self, what: str, parse: Callable[[S], T], stored: S) -> T:
        """A value from what was stored of it.

        Args:
            what: what it is, for the error.
            parse: reads it; raises pydantic's ValidationError where it cannot.
            stored: what the database holds.

        Raises:
            ProjectDamaged: it cannot be read.
        """
        try:
            return parse(stored)
        except ValidationError as error:
            problem = error.errors(include_url=False)[0]
            place = ".".join(str(part) for part in problem["loc"])
            reason = f"{place}: {problem['msg']}" if place else problem["msg"]
            raise damaged(self.path, f"{what} cannot be read ({reason})") from error

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


def _record(kind: type[R], row: sqlite3.Row) -> R:
    if row.keys() == ["json"]:
        return kind.model_validate_json(row["json"])
    return kind.model_validate(dict(row))
