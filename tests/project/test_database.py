"""What SQLite reports, as errors that say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.errors import DiskFull, ProjectDamaged, ProjectError, ProjectLocked
from tests.script.samples import sample_script
from tools.project.database import Database
from tools.project.project import Project


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Project.create(tmp_path / "project") as project:
        project.revisions.first(sample_script(4), "a fox")
    return tmp_path / "project" / "project.sqlite3"


def test_a_transaction_is_all_or_nothing(path: Path) -> None:
    database = Database.for_writing(path)
    with pytest.raises(RuntimeError), database.transaction():
        database.run("INSERT INTO settings VALUES ('a', 'b')")
        raise RuntimeError
    assert database.rows("SELECT * FROM settings") == []
    database.close()


def test_a_full_disk_says_so_and_keeps_what_was_committed(path: Path) -> None:
    database = Database.for_writing(path)
    database.run("INSERT INTO settings VALUES ('kept', 'yes')")
    row = database.row("PRAGMA page_count")
    assert row is not None
    database.run(f"PRAGMA max_page_count = {row[0]}")
    with pytest.raises(DiskFull, match="the disk is full") as caught, database.transaction():
        database.run("INSERT INTO settings VALUES ('large', ?)", "x" * 100_000)
    assert "committed revisions are kept" in caught.value.hint
    assert [row["name"] for row in database.rows("SELECT name FROM settings")] == ["kept"]
    database.close()


def test_a_writer_that_does_not_end_is_reported_as_another_process(path: Path) -> None:
    first, second = Database.for_writing(path), Database.for_writing(path)
    second.run("PRAGMA busy_timeout = 0")
    with first.transaction():
        first.run("INSERT INTO settings VALUES ('a', 'b')")
        with pytest.raises(ProjectLocked), second.transaction():
            pass
    first.close()
    second.close()


def test_a_place_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError):
        Database.for_writing(tmp_path / "absent" / "project.sqlite3")
    with pytest.raises(ProjectError):
        Database.for_reading(tmp_path / "absent.sqlite3")


def test_a_query_that_the_tables_do_not_answer_is_damage(path: Path) -> None:
    database = Database.for_reading(path)
    with pytest.raises(ProjectDamaged, match="no such table"):
        database.rows("SELECT * FROM absent")
    database.close()


@pytest.mark.parametrize(
    ("statement", "read"),
    [
        (
            "INSERT INTO transcript (role, text, revision, created) VALUES ('user', 'x', 1, 'no')",
            lambda project: project.transcript.list(),
        ),
        (
            "INSERT INTO takes VALUES (1, 1, 'animatic', 'yesterday')",
            lambda project: project.takes.latest(),
        ),
        (
            f"INSERT INTO stills VALUES ('{'a' * 64}', 'short', 1.0, 12.0, '2026-01-01')",
            lambda project: project.stills.get("a" * 64),
        ),
    ],
)
def test_one_damaged_value_is_damage_of_the_project(
    path: Path, statement: str, read: Callable[[Project], object]
) -> None:
    database = Database.for_writing(path)
    database.run(statement)
    database.close()
    with (
        Project.read(path.parent) as project,
        pytest.raises(ProjectDamaged, match="cannot be read") as caught,
    ):
        read(project)
    assert "nothing was deleted" in caught.value.hint


def test_a_text_that_is_no_text_is_damage(path: Path) -> None:
    database = Database.for_writing(path)
    database.run("INSERT INTO settings VALUES ('form', CAST(x'ff' AS TEXT))")
    with pytest.raises(ProjectDamaged, match="UTF-8"):
        database.rows("SELECT value FROM settings")
    database.close()


def test_using_a_closed_connection_is_not_called_damage(path: Path) -> None:
    database = Database.for_writing(path)
    database.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        database.rows("SELECT 1")
