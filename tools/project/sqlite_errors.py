"""What SQLite reports, as errors that say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import DiskFull, ProjectDamaged, ProjectError, ProjectLocked, StoryreelError

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})
_REFUSED = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


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
    """Raises what SQLite says about `path` as an error of storyreel.

    A closed connection and the like say nothing about the file, and stay what they are.
    """
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise
    except sqlite3.Error as error:
        raise _error_for(error, path) from error


def _error_for(error: sqlite3.Error, path: Path) -> StoryreelError:
    # Python gives no code where it could not read a text itself; the low byte is the primary code.
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
