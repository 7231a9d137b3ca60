"""The transcript as a tree, the usage log, and projects from before there were either."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from schemas.errors import UsageError
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


def test_a_project_of_the_first_format_keeps_what_was_said_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    database = Database.for_writing(folder / "project.sqlite3")
    MIGRATIONS[0](database)
    database.run(
        "CREATE TABLE schema_versions (version INTEGER PRIMARY KEY, applied TEXT NOT NULL)"
    )
    database.run("INSERT INTO schema_versions VALUES (1, 'then')")
    for text in ("make frame 5 darker", "It is darker.", "undo", "Undone."):
        role = "director" if text.endswith(".") else "user"
        database.run(
            "INSERT INTO transcript (role, text, created) VALUES (?, ?, '2026-01-01T00:00:00Z')",
            role,
            text,
        )
    database.close()
    with Project.open(folder) as project:
        assert texts(project) == ["make frame 5 darker", "It is darker.", "undo", "Undone."]
        assert len(project.transcript.ends()) == 1
        project.transcript.add("user", "redo", None)
        assert len(texts(project)) == 5
        assert project.usage.list() == ()
