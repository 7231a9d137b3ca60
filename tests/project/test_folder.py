"""Creating, opening, locking and refusing project folders."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.edits import EditBatch, RemoveFrames
from schemas.errors import (
    ProjectDamaged,
    ProjectError,
    ProjectLocked,
    ProjectTooNew,
    ScriptError,
    StoryreelError,
)
from schemas.revisions import Scope
from schemas.script import FrameScript
from tests.script.samples import sample_script
from tools.project.project import Project

SCRIPT = sample_script(4)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed project with three revisions."""
    made = tmp_path / "made"
    with Project.create(made) as project:
        project.settings.set("renderer", "pocket")
        project.revisions.first(SCRIPT, "a fox")
        for number in (1, 2):
            batch = EditBatch(base=number, edits=(RemoveFrames(ids=(f"f{number}",)),))
            project.revisions.commit(batch, Scope(ids=(), named=False), "remove one")
    return made


def test_a_created_project_opens_again_with_everything_in_it(folder: Path) -> None:
    with Project.open(folder) as project:
        assert project.revisions.head().number == 3
        assert project.revisions.get(1).script == SCRIPT
        assert project.settings.get("renderer") == "pocket"
        assert project.settings.get("director") is None


def test_a_folder_that_holds_something_is_refused(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(ProjectError, match="is a project already") as caught:
        Project.create(folder)
    assert "--out" in caught.value.hint
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ProjectError, match=r"is not empty: it holds 'thesis.txt'"):
        Project.create(foreign)
    assert [entry.name for entry in foreign.iterdir()] == ["thesis.txt"]


def test_an_empty_folder_and_a_new_path_are_taken(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "a" / "b" / "c"):
        with Project.create(folder) as project:
            assert project.revisions.is_empty()


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    for action in (Project.create, Project.open, Project.read):
        with pytest.raises(ProjectError):
            action(file)
    with pytest.raises(ProjectError):
        Project.create(file / "below")
    assert file.read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize("opening", [Project.open, Project.read])
def test_what_is_no_project_is_refused_and_stays_as_it_is(
    tmp_path: Path, opening: Callable[[Path], Project]
) -> None:
    with pytest.raises(ProjectError, match="does not exist"):
        opening(tmp_path / "nothing")
    with pytest.raises(ProjectError, match="is not a project"):
        opening(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_project_without_script_says_so(tmp_path: Path) -> None:
    with Project.create(tmp_path / "new") as project:
        with pytest.raises(ScriptError, match="has no script yet"):
            project.revisions.head()
        assert project.revisions.list() == ()


def test_creating_again_takes_up_what_a_kill_right_after_creating_left(tmp_path: Path) -> None:
    Project.create(tmp_path / "new").close()
    with Project.create(tmp_path / "new") as project:
        project.pending.begin("{}")
    with pytest.raises(ProjectError, match="is a project already"):
        Project.create(tmp_path / "new")


def test_the_current_script_lies_beside_the_database(folder: Path) -> None:
    with Project.open(folder) as project:
        text = (folder / "script.json").read_text(encoding="utf-8")
        assert FrameScript.model_validate_json(text) == project.revisions.head().script
        project.revisions.undo()
        text = (folder / "script.json").read_text(encoding="utf-8")
        assert FrameScript.model_validate_json(text) == project.revisions.get(2).script


@pytest.mark.parametrize("content", [None, b"", b"{half"])
def test_opening_repairs_script_json(folder: Path, content: bytes | None) -> None:
    path = folder / "script.json"
    good = path.read_bytes()
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    Project.open(folder).close()
    assert path.read_bytes() == good


def test_a_reader_reads_beside_a_writer_and_cannot_write(folder: Path) -> None:
    with Project.open(folder) as writer, Project.read(folder) as reader:
        writer.revisions.undo()
        assert reader.revisions.head().number == 4
        with pytest.raises(StoryreelError):
            reader.settings.set("renderer", "other")
    assert sorted(entry.name for entry in folder.iterdir()) == [
        ".lock",
        "project.sqlite3",
        "script.json",
    ]


HOLDER = """
import sys
from collections.abc import Callable
from pathlib import Path
from tools.project.project import Project
project = Project.open(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.readline()
"""


def hold(folder: Path) -> subprocess.Popen[str]:
    """Another process that has the project open for writing."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_writer_is_refused_with_the_pid_of_the_first(folder: Path) -> None:
    with hold(folder) as holder:
        with pytest.raises(ProjectLocked, match=f"process {holder.pid} is writing") as caught:
            Project.open(folder)
        assert caught.value.pid == holder.pid
        with Project.read(folder) as reader:
            assert reader.revisions.head().number == 3
        holder.kill()
    Project.open(folder).close()


def test_a_second_writer_in_the_same_process_is_refused(folder: Path) -> None:
    with Project.open(folder):
        with pytest.raises(ProjectLocked) as caught:
            Project.open(folder)
        assert caught.value.pid == os.getpid()
    Project.open(folder).close()


def test_a_project_of_a_newer_version_is_refused_untouched(folder: Path) -> None:
    path = folder / "project.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO schema_versions VALUES (99, 'later')")
    connection.close()
    before = path.read_bytes()
    for opening in (Project.open, Project.read):
        with pytest.raises(ProjectTooNew, match="has format 99") as caught:
            opening(folder)
        assert "update storyreel" in caught.value.hint
    assert path.read_bytes() == before


def damages(path: Path) -> dict[str, bytes]:
    """The database, broken in several ways."""
    good = path.read_bytes()
    middle = len(good) // 2
    return {
        "garbage": b"not a database, but a text of some length" * 200,
        "empty": b"",
        "half": good[:middle],
        "cut in a page": good[: middle + 100],
        "one page": good[:4096],
        "header": b"\0" * 100 + good[100:],
        "zeroed tail": good[:8192] + b"\0" * (len(good) - 8192),
    }


@pytest.mark.parametrize(
    "kind", ["garbage", "empty", "half", "cut in a page", "one page", "header", "zeroed tail"]
)
def test_a_damaged_database_is_named_and_nothing_is_deleted(folder: Path, kind: str) -> None:
    path = folder / "project.sqlite3"
    broken = damages(path)[kind]
    path.write_bytes(broken)
    script = (folder / "script.json").read_bytes()
    for opening in (Project.open, Project.read):
        with pytest.raises(ProjectDamaged) as caught:
            opening(folder)
        assert "project.sqlite3" in caught.value.message
        assert "script.json" in caught.value.hint
    assert path.read_bytes() == broken
    assert (folder / "script.json").read_bytes() == script


def test_a_missing_database_beside_a_script_is_damage(folder: Path) -> None:
    (folder / "project.sqlite3").unlink()
    with pytest.raises(ProjectDamaged, match="it is missing"):
        Project.open(folder)
    with pytest.raises(ProjectError):
        Project.create(folder)


@pytest.mark.parametrize("table", ["revisions", "stills", "schema_versions", "pending"])
def test_a_missing_table_is_damage(folder: Path, table: str) -> None:
    connection = sqlite3.connect(folder / "project.sqlite3")
    connection.execute(f"DROP TABLE {table}")
    connection.close()
    for opening in (Project.open, Project.read):
        with pytest.raises(ProjectDamaged, match=table):
            opening(folder)


@pytest.mark.parametrize("change", ["json = '{}'", "json = replace(json, 'fox', 'cat')"])
def test_a_script_that_was_tampered_with_is_damage(folder: Path, change: str) -> None:
    connection = sqlite3.connect(folder / "project.sqlite3")
    with connection:
        connection.execute(f"UPDATE scripts SET {change}")
    connection.close()
    with pytest.raises(ProjectDamaged, match="has changed"):
        Project.open(folder)
    with Project.read(folder) as reader, pytest.raises(ProjectDamaged):
        reader.revisions.head()


def test_a_project_can_be_moved(folder: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere" / "moved"
    shutil.copytree(folder, moved)
    shutil.rmtree(folder)
    with Project.open(moved) as project:
        assert project.revisions.undo().equals == 2
