"""Whether a folder is a project that can be relied on."""

from __future__ import annotations

from pathlib import Path

from schemas.errors import ProjectError
from tools.project.database import Database, damaged
from tools.project.migrations import migrate

DATABASE = "project.sqlite3"
SCRIPT = "script.json"


def require_project(folder: Path) -> None:
    """Refuses what is no project folder.

    Raises:
        ProjectDamaged: it was one, and its database is gone or emptied.
        ProjectError: it is none.
    """
    if not folder.exists():
        raise ProjectError(
            f"there is no folder {str(folder)!r}",
            hint="name the folder of a project, or make one with `storyreel make`",
        )
    if not folder.is_dir():
        raise ProjectError(f"{str(folder)!r} is not a folder", hint="name the folder of a project")
    database, has_script = folder / DATABASE, (folder / SCRIPT).exists()
    if database.is_file():
        # An empty file is what a kill while creating leaves; beside a script it is a loss.
        if has_script and database.stat().st_size == 0:
            raise damaged(database, "it is empty")
        return
    if has_script:
        raise damaged(database, "it is missing")
    raise ProjectError(
        f"{str(folder)!r} is not a project: it has no {DATABASE}",
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
    """Lets SQLite look for damage in all pages.

    Raises:
        ProjectDamaged: it found some.
    """
    row = database.row("PRAGMA quick_check(1)")
    answer = "no answer" if row is None else str(row[0])
    if answer != "ok":
        raise damaged(database.path, answer)
