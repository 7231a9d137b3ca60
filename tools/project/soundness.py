"""Whether a folder is a project that can be relied on."""

from __future__ import annotations

from pathlib import Path

from schemas.errors import ProjectError
from schemas.text import shortened
from tools.project.database import Database
from tools.project.migrations import migrate
from tools.project.sqlite_errors import damaged

DATABASE = "project.sqlite3"
SCRIPT = "script.json"


def require_project(folder: Path) -> None:
    """Refuses what is no project folder.

    Raises:
        ProjectDamaged: it was one, and its database is gone or emptied.
        ProjectError: it is none, or cannot be looked at.
    """
    database = folder / DATABASE
    try:
        exists, is_folder = folder.exists(), folder.is_dir()
        has_script = (folder / SCRIPT).exists()
        size = database.stat().st_size if database.is_file() else None
    except OSError as error:
        raise ProjectError(
            f"cannot look into {shortened(str(folder))!r}: {error.strerror or error}",
            hint="check the path, and the rights to it",
        ) from error
    if exists and not is_folder:
        raise ProjectError(f"{str(folder)!r} is not a folder", hint="name the folder of a project")
    if size is None and has_script:
        raise damaged(database, "it is missing")
    # An empty file is what a kill while creating leaves; beside a script it is a loss.
    if size == 0 and has_script:
        raise damaged(database, "it is empty")
    if size is None:
        what = f"is not a project: it has no {DATABASE}" if exists else "does not exist"
        raise ProjectError(
            f"the folder {str(folder)!r} {what}",
            hint="name the folder of a project, or make one with `storyreel make`",
        )


def open_sound(folder: Path) -> Database:
    """Opens the database of a folder for writing, brought to the newest format and checked.

    Raises:
        ProjectTooNew: a newer storyreel made it; nothing was touched.
        ProjectDamaged: it is broken.
    """
    database = Database.for_writing(folder / DATABASE)
    try:
        migrate(database)
        require_sound(database)
    except BaseException:
        database.close()
        raise
    return database


def require_sound(database: Database) -> None:
    """Lets SQLite look for damage in all pages, and for rows that refer to rows that are gone.

    Raises:
        ProjectDamaged: it found some.
    """
    row = database.row("PRAGMA quick_check(1)")
    answer = "no answer" if row is None else str(row[0])
    if answer != "ok":
        raise damaged(database.path, answer)
    dangling = database.row("PRAGMA foreign_key_check")
    if dangling is not None:
        table, row, parent, _ = dangling
        raise damaged(database.path, f"row {row} of {table} refers to what is not in {parent}")
