"""The transcript as a tree, the usage log, and projects from before there were either."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from schemas.errors import ProjectError, UsageError
from schemas.usage import Usage
from tools.project.database import Database
from tools.project.migrations import MIGRATIONS
from tools.project.project import Project


def texts(project: Project) -> list[str]:
    return [each.text for each in project.transcript.list()]


def test_going_back_leaves_a_branch_that_can_be_gone_on_with(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p") as project:
        talk = project.transcript
        assert (talk.tip, talk.list(), talk.ends()) == (None, (), ())
        for text in ("a", "b", "c", "d"):
            talk.add("user", text, None)
        talk.go_to(2)
        assert texts(project) == ["a", "b"]
        talk.add("user", "e", None)
        assert texts(project) == ["a", "b", "e"]
        assert [each.text for each in talk.ends()] == ["d", "e"]
        assert [each.text for each in talk.until(4)] == ["a", "b", "c", "d"]
        talk.go_to(4)
        talk.add("director", "f", None)
        talk.go_to(None)
        assert texts(project) == []
        talk.add("user", "g", None)
        assert texts(project) == ["g"]
        with pytest.raises(UsageError, match="nothing was said under the number 77"):
            talk.go_to(77)
        assert talk.tip == 7
    with Project.read(tmp_path / "p") as project:
        assert texts(project) == ["g"]
        assert [each.text for each in project.transcript.ends()] == ["e", "f", "g"]


def test_usage_is_kept_in_full(tmp_path: Path) -> None:
    usage = Usage(
        director="toy",
        input_tokens=9,
        output_tokens=2,
        estimated=True,
        dollars=Decimal("0.0000123"),
    )
    unpriced = usage.model_copy(update={"dollars": None, "estimated": False})
    with Project.create(tmp_path / "p") as project:
        project.usage.add(usage)
        project.usage.add(unpriced)
        assert project.usage.list() == (usage, unpriced)


def old_project(folder: Path, version: int) -> None:
    """A project as storyreel left it when that format was the newest."""
    folder.mkdir()
    database = Database.for_writing(folder / "project.sqlite3")
    database.run(
        "CREATE TABLE schema_versions (version INTEGER PRIMARY KEY, applied TEXT NOT NULL)"
    )
    for number, step in enumerate(MIGRATIONS[:version], start=1):
        step(database)
        database.run("INSERT INTO schema_versions VALUES (?, 'then')", number)
    for text in ("make frame 5 darker", "It is darker.", "undo", "Undone."):
        role = "director" if text.endswith(".") else "user"
        database.run(
            "INSERT INTO transcript (role, text, created) VALUES (?, ?, '2026-01-01T00:00:00Z')",
            role,
            text,
        )
    database.close()


@pytest.mark.parametrize("version", [1, 2])
def test_a_project_of_an_earlier_format_keeps_what_was_said_in_it(
    version: int, tmp_path: Path
) -> None:
    folder = tmp_path / "old"
    old_project(folder, version)
    with pytest.raises(ProjectError, match="not in the format") as caught:
        Project.read(folder)
    assert "storyreel render" in caught.value.hint
    with Project.open(folder) as project:
        assert texts(project) == ["make frame 5 darker", "It is darker.", "undo", "Undone."]
        assert len(project.transcript.ends()) == 1
        project.transcript.add("user", "redo", None)
        assert len(texts(project)) == 5
        assert project.usage.list() == ()
    with Project.read(folder) as project:
        assert len(texts(project)) == 5


@pytest.mark.parametrize("version", [0, 1, 2])
def test_a_kill_while_converting_leaves_the_earlier_format_or_the_next(
    version: int, tmp_path: Path
) -> None:
    folder = tmp_path / "old"
    if version:
        old_project(folder, version)
    else:
        folder.mkdir()
    killed = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from tools.project import migrations\n"
        "from tools.project.project import Project\n"
        f"step = migrations.MIGRATIONS[{version}]\n"
        "def die(database):\n"
        "    step(database)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "steps = list(migrations.MIGRATIONS)\n"
        f"steps[{version}] = die\n"
        "migrations.MIGRATIONS = tuple(steps)\n"
        "Project.create(Path(sys.argv[1]))\n"
    )
    process = subprocess.run(
        [sys.executable, "-c", killed, str(folder)], cwd=Path(__file__).parents[2], check=False
    )
    assert process.returncode == -9
    with Project.open(folder) as project:
        assert len(texts(project)) == (4 if version else 0)
