"""Places that cannot hold a project: a documented code and two lines, and nothing is lost."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import Refused, order
from tui import composition
from tui.cli import main

MAKE = ("make", "a fox", "--frames", "1", "--out")
pytestmark = pytest.mark.usefixtures("scripted")


@pytest.mark.parametrize("below", ["x" * 300, "x" * 300 + "/fox", "/".join(["x" * 99] * 60)])
def test_names_that_are_too_long_are_refused_in_short(
    below: str, tmp_path: Path, refused: Refused
) -> None:
    folder = str(tmp_path / below)
    for words in ((*MAKE, folder), ("show", folder), ("render", folder), ("play", folder)):
        happened, todo = refused(6, *words)
        assert "too long" in happened
        assert len(happened) < 200
        assert todo
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("premise", ["...", ". . .", "狐狸", "a" * 2000, "CON", "../../etc"])
def test_any_premise_names_a_folder_of_its_own(premise: str, tmp_path: Path) -> None:
    asked = order(tmp_path / "unused")
    brief = asked.brief.model_copy(update={"premise": premise})
    asked = replace(asked, brief=brief, out=None, projects=tmp_path / "projects")
    for number in (1, 2):
        with composition.new_studio(asked) as studio:
            assert studio.project.folder.parent == tmp_path / "projects"
            assert len(studio.project.folder.name) <= 50
            assert studio.project.folder.name.endswith(f"-{number}")


def test_a_folder_named_by_dots_alone_is_one(tmp_path: Path) -> None:
    with composition.new_studio(order(tmp_path / "...")):
        pass
    assert (tmp_path / "..." / "project.sqlite3").is_file()


@pytest.mark.parametrize("place", ["file", "file/below", "file/far/below"])
def test_a_file_in_the_way_is_refused_and_kept(
    place: str, tmp_path: Path, refused: Refused
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert "file" in refused(6, *MAKE, str(tmp_path / place))[0]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_file_in_place_of_the_projects_is_refused(own_home: Path, refused: Refused) -> None:
    (own_home / "storyreel").mkdir()
    (own_home / "storyreel" / "data").write_text("mine", encoding="utf-8")
    assert "projects" in refused(6, "make", "a fox", "--frames", "1")[0]


def test_a_file_in_place_of_the_state_costs_nothing(
    own_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_home / "storyreel").mkdir()
    state = own_home / "storyreel" / "state"
    state.write_text("mine", encoding="utf-8")
    assert main([*MAKE, str(tmp_path / "fox")]) == 0
    assert state.read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every path is text")
def test_a_path_that_is_no_text_survives_json(
    fox: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = os.fsdecode(os.fsencode(tmp_path) + b"/fox\xff")
    fox.rename(folder)
    for command in ("show", "render", "undo"):
        capsys.readouterr()
        main([command, folder, "--json"])
        document = json.loads(capsys.readouterr().out)
        assert document.get("project", folder) == folder


def test_a_folder_that_may_not_be_written_to(fox: Path, refused: Refused) -> None:
    fox.chmod(0o500)
    try:
        if os.access(fox, os.W_OK):
            pytest.skip("this account may write everywhere")
        assert main(["show", str(fox)]) == 0
        for words in (("undo", str(fox)), ("render", str(fox)), (*MAKE, str(fox / "owl"))):
            assert str(fox) in refused(6, *words)[0]
        fox.chmod(0o000)
        for words in (("show", str(fox)), ("render", str(fox)), (*MAKE, str(fox))):
            assert str(fox) in refused(6, *words)[0]
    finally:
        fox.chmod(0o700)


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("STORYREEL_HOME", "~nobody-of-this-name/x", "nobody-of-this-name"),
        ("STORYREEL_HOME", "x" * 3000, "xxx"),
        ("STORYREEL_ENDPOINTS", "{half", "endpoints"),
        ("STORYREEL_FRAMES", "many", "frames"),
    ],
)
def test_a_variable_that_cannot_be_used_is_a_usage_error(
    name: str, value: str, named: str, monkeypatch: pytest.MonkeyPatch, refused: Refused
) -> None:
    monkeypatch.setenv(name, value)
    assert named in refused(2, "paths")[0]


def test_a_config_that_is_no_text_is_a_usage_error(own_home: Path, refused: Refused) -> None:
    config = own_home / "storyreel" / "config" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_bytes(b'theme = "\xff"\n')
    assert "config.toml" in refused(2, "paths")[0]
