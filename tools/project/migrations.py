"""The tables, built up in ordered steps. A step that was released is never changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from schemas.errors import ProjectError, ProjectTooNew
from tools.project.database import Database
from tools.project.sqlite_errors import damaged

_FIRST = (
    """CREATE TABLE scripts (
        digest TEXT PRIMARY KEY,
        json TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE revisions (
        number INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('make', 'edit', 'undo', 'redo')),
        base INTEGER REFERENCES revisions (number),
        equals INTEGER NOT NULL REFERENCES revisions (number),
        summary TEXT NOT NULL,
        created TEXT NOT NULL,
        script TEXT NOT NULL REFERENCES scripts (digest)
    ) STRICT""",
    """CREATE TABLE stills (
        key TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL,
        seconds REAL NOT NULL,
        luma REAL NOT NULL,
        created TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE frame_keys (
        number INTEGER PRIMARY KEY,
        frame TEXT NOT NULL,
        key TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX frame_keys_by_frame ON frame_keys (frame, number)",
    """CREATE TABLE jobs (
        number INTEGER PRIMARY KEY,
        revision INTEGER NOT NULL REFERENCES revisions (number),
        keys TEXT NOT NULL,
        state TEXT NOT NULL
            CHECK (state IN ('running', 'done', 'failed', 'cancelled', 'interrupted')),
        started TEXT NOT NULL,
        ended TEXT
    ) STRICT""",
    """CREATE TABLE takes (
        number INTEGER PRIMARY KEY,
        revision INTEGER NOT NULL REFERENCES revisions (number),
        form TEXT NOT NULL,
        created TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE transcript (
        number INTEGER PRIMARY KEY,
        role TEXT NOT NULL CHECK (role IN ('user', 'director')),
        text TEXT NOT NULL,
        revision INTEGER REFERENCES revisions (number),
        created TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE settings (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE pending (
        number INTEGER PRIMARY KEY CHECK (number = 1),
        brief TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE pending_frames (
        number INTEGER PRIMARY KEY,
        json TEXT NOT NULL
    ) STRICT""",
)


def _first(database: Database) -> None:
    for statement in _FIRST:
        database.run(statement)


def _usage(database: Database) -> None:
    database.run(
        """CREATE TABLE usage (
            number INTEGER PRIMARY KEY,
            director TEXT NOT NULL,
            input_tokens INTEGER NOT NULL,
            output_tokens INTEGER NOT NULL,
            estimated INTEGER NOT NULL CHECK (estimated IN (0, 1)),
            dollars TEXT,
            created TEXT NOT NULL
        ) STRICT"""
    )


def _going_back(database: Database) -> None:
    """The utterance behind which an utterance was said; others than the last where one went back.

    Utterances from before are one conversation.
    """
    database.run("ALTER TABLE transcript ADD COLUMN after INTEGER REFERENCES transcript (number)")
    database.run("UPDATE transcript SET after = number - 1 WHERE number > 1")


MIGRATIONS: tuple[Callable[[Database], None], ...] = (_first, _usage, _going_back)
"""Step N leads to version N + 1."""

_TABLES = frozenset(
    {
        *("scripts", "revisions", "stills", "frame_keys", "jobs", "takes", "transcript"),
        *("settings", "pending", "pending_frames", "usage", "schema_versions"),
    }
)


def migrate(database: Database) -> None:
    """Brings the tables to the newest version, each step in a transaction of its own.

    Raises:
        ProjectTooNew: a newer storyreel made them; nothing was touched.
        ProjectDamaged: tables are missing.
    """
    version = _version(database)
    database.use_log()
    for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
        with database.transaction():
            database.run(
                "CREATE TABLE IF NOT EXISTS schema_versions"
                " (version INTEGER PRIMARY KEY, applied TEXT NOT NULL) STRICT"
            )
            step(database)
            now = datetime.now(UTC).isoformat()
            database.run("INSERT INTO schema_versions VALUES (?, ?)", number, now)
    _require_tables(database)


def require_current(database: Database) -> None:
    """Checks that a reader understands the tables.

    Raises:
        ProjectTooNew: a newer storyreel made them.
        ProjectError: an older one made them, or none did yet; opening for writing migrates.
        ProjectDamaged: tables are missing.
    """
    if _version(database) < len(MIGRATIONS):
        raise ProjectError(
            f"{str(database.path)!r} is not in the format of this storyreel yet",
            hint="run `storyreel render` on the project; it converts it",
        )
    _require_tables(database)


def _version(database: Database) -> int:
    tables = _tables(database)
    if "schema_versions" not in tables:
        if tables:
            raise damaged(database.path, "the table schema_versions is missing")
        return 0
    row = database.row("SELECT MAX(version) AS newest FROM schema_versions")
    version = row["newest"] if row is not None else None
    if not isinstance(version, int):
        raise damaged(database.path, "the table schema_versions is empty")
    if version > len(MIGRATIONS):
        raise ProjectTooNew(
            f"{str(database.path)!r} has format {version}; this storyreel knows up to "
            f"{len(MIGRATIONS)}",
            hint="update storyreel: `pip install --upgrade storyreel`",
        )
    return version


def _require_tables(database: Database) -> None:
    if missing := sorted(_TABLES - _tables(database)):
        raise damaged(database.path, f"the table {missing[0]} is missing")


def _tables(database: Database) -> frozenset[str]:
    rows = database.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return frozenset(str(row["name"]) for row in rows)
