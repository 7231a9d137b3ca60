"""Going on with a project: a stopped make, nothing to do, several changes back at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from agent.making import make
from schemas.edits import EditBatch, GradeFrames
from schemas.events import FrameWritten, RevisionMade, StillStored
from schemas.grade import GradeChange
from schemas.revisions import Scope
from tests.cli.conftest import Refused, order
from tests.scripted import ScriptedRenderer
from tools.project.project import Project
from tui import composition
from tui.cli import main

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def storyreel(scripted: ScriptedRenderer, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that ends well; gives its document."""

    def run(*words: str) -> dict[str, Any]:
        capsys.readouterr()
        assert main([*words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


def stopped_at(folder: Path, kind: type) -> None:
    """A make that ends at its second event of that kind, or the only one."""
    asked = order(folder)
    with composition.new_studio(asked) as studio, closing(make(studio, asked.brief)) as work:
        seen = 0
        for event in work:
            seen += isinstance(event, kind)
            if seen == (1 if kind is RevisionMade else 2):
                return


@pytest.mark.parametrize(
    ("kind", "lacking"),
    [
        (FrameWritten, "stopped after 2 frames"),
        (RevisionMade, "it has no clip"),
        (StillStored, "not all of its stills are rendered"),
    ],
)
def test_make_says_that_a_stopped_make_is_there_and_render_completes_it(
    kind: type, lacking: str, tmp_path: Path, storyreel: Run, refused: Refused
) -> None:
    folder = tmp_path / "a fox"
    stopped_at(folder, kind)
    happened, todo = refused(6, "make", "an owl", "--out", str(folder))
    assert "is a project already, unfinished" in happened
    assert lacking in happened
    assert f"`storyreel render '{folder}'` resumes it" in todo
    completed = storyreel("render", str(folder))
    assert (completed["frames"], completed["unchanged"]) == (3, False)
    assert storyreel("show", str(folder))["script"]["premise"] == "a fox walks"
    happened, todo = refused(6, "make", "an owl", "--out", str(folder))
    assert "unfinished" not in happened
    assert "revise" in todo


def test_render_of_a_complete_project_does_nothing(fox: Path, storyreel: Run) -> None:
    report = storyreel("render", str(fox))
    assert report["unchanged"]
    assert report["clip"] == str(fox / "takes" / "0001" / "clip.mp4")
    assert Path(report["storyboard"]).is_file()
    assert (report["rendered"], report["reused"]) == ([], ["f1", "f2", "f3"])
    assert [take["take"] for take in storyreel("show", str(fox))["takes"]] == [1]


def test_it_says_so_and_prints_the_clip(
    fox: Path, scripted: ScriptedRenderer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["render", str(fox)]) == 0
    printed = capsys.readouterr()
    assert "nothing to do" in printed.err
    assert printed.out.splitlines()[-1] == f"clip: {fox / 'takes' / '0001' / 'clip.mp4'}"


def test_another_take_is_made_where_it_is_asked_for(fox: Path, storyreel: Run) -> None:
    report = storyreel("render", str(fox), "--again")
    assert (report["unchanged"], report["rendered"]) == (False, [])
    assert Path(report["clip"]).parent.name == "0002"


def cut(folder: Path) -> None:
    clip = folder / "takes" / "0001" / "clip.mp4"
    clip.write_bytes(clip.read_bytes()[:-100])


def lose_manifest(folder: Path) -> None:
    (folder / "takes" / "0001" / "manifest.json").write_bytes(b"\xff{")


def lose_storyboard(folder: Path) -> None:
    (folder / "takes" / "0001" / "storyboard.png").unlink()


def lose_still(folder: Path) -> None:
    next((folder / "frames").glob("*.png")).unlink()


def grade(folder: Path) -> None:
    edit = GradeFrames(ids=("f2",), change=GradeChange(exposure=-0.5))
    with Project.open(folder) as project:
        project.revisions.commit(
            EditBatch(base=1, edits=(edit,)), Scope(ids=("f2",), named=True), "darker"
        )


def make_flipbooks(folder: Path) -> None:
    with Project.open(folder) as project:
        project.settings.set("form", "flipbook")


@pytest.mark.parametrize(
    "change", [cut, lose_manifest, lose_storyboard, lose_still, grade, make_flipbooks]
)
def test_a_take_is_made_where_the_newest_is_not_whole_or_shows_something_else(
    change: Callable[[Path], None], fox: Path, storyreel: Run
) -> None:
    change(fox)
    report = storyreel("render", str(fox))
    assert (report["unchanged"], Path(report["clip"]).parent.name) == (False, "0002")
    assert storyreel("render", str(fox))["unchanged"]


def test_several_changes_are_undone_and_redone_at_once(
    fox: Path, storyreel: Run, refused: Refused
) -> None:
    with Project.open(fox) as project:
        for number in (1, 2, 3):
            edit = GradeFrames(ids=(f"f{number}",), change=GradeChange(exposure=-0.5))
            scope = Scope(ids=(f"f{number}",), named=True)
            project.revisions.commit(EditBatch(base=number, edits=(edit,)), scope, "darker")
    undone = storyreel("undo", str(fox), "--steps", "2")
    assert (undone["changed"], undone["revision"]) == (["f2", "f3"], 6)
    assert undone["reply"].startswith("Undone: the script is as in revision 2.")
    happened, todo = refused(3, "undo", str(fox), "--steps", "2")
    assert "2 steps are too many: there are only 1" in happened
    assert "nothing was changed" in todo
    assert storyreel("redo", str(fox), "--steps", "2")["reply"].startswith(
        "Redone: the script is as in revision 4."
    )
    assert "nothing to redo" in refused(3, "redo", str(fox))[0]
    assert storyreel("show", str(fox))["revision"] == 8


@pytest.mark.parametrize("steps", ["0", "-1", "two", "1.5"])
def test_a_number_of_steps_that_is_none_is_a_usage_error(
    steps: str, fox: Path, refused: Refused
) -> None:
    happened, todo = refused(2, "undo", str(fox), "--steps", steps)
    assert steps in happened
    assert "undo --help" in todo
