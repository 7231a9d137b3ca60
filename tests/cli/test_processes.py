"""The command in processes of its own: several at once, closed streams, and no warnings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Refused
from tests.scripted import ScriptedRenderer
from tools.project import locking
from tools.project.project import Project

ROOT = Path(__file__).parents[2]
PYTHON = (sys.executable, "-X", "dev", "-W", "error", "-c")
"""Every warning is an error, also those of files that are left open."""
COMMAND = """
import sys
from tests.scripted import ScriptedDirector, ScriptedRenderer
from tui import composition
from tui.cli import main, run

class Waiting(ScriptedDirector):
    def write(self, brief):
        if brief.premise == "wait":
            print("at work", flush=True)
            sys.stdin.readline()
        return super().write(brief)

composition.open_director = lambda *_: Waiting()
composition.open_renderer = lambda *_: ScriptedRenderer()
run()
"""


def start(*words: str) -> subprocess.Popen[str]:
    """The command, with every warning an error."""
    return subprocess.Popen(
        [*PYTHON, COMMAND, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def test_no_command_leaves_a_warning(tmp_path: Path) -> None:
    folder = str(tmp_path / "fox")
    asked = {
        ("make", "a fox", "--frames", "2", "--out", folder): 0,
        ("render", folder): 0,
        ("show", folder, "--json"): 0,
        ("sessions", folder): 0,
        ("undo", folder): 3,
        ("make", "an owl", "--out", folder): 6,
        ("make", "", "--out", folder): 2,
    }
    ending = "sys.exit(0 if [main(words) for words in {}] == {} else 'another code')"
    every = COMMAND.replace("run()", ending.format([*asked], [*asked.values()]))
    done = subprocess.run(
        [*PYTHON, every], capture_output=True, text=True, cwd=ROOT, timeout=110, check=False
    )
    assert done.returncode == 0, done.stderr
    for word in ("Warning", "ignored", "Traceback"):
        assert word not in done.stderr, done.stderr


def test_a_second_make_in_a_folder_is_told_who_is_at_work(
    tmp_path: Path,
    scripted: ScriptedRenderer,
    refused: Refused,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(locking, "_PATIENCE", 0.1)
    folder = str(tmp_path / "fox")
    with start("make", "wait", "--frames", "1", "--out", folder) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "at work\n"
        for words in (("make", "an owl", "--out", folder), ("render", folder)):
            happened, todo = refused(6, *words)
            assert f"process {first.pid} is writing to {folder!r}" in happened
            assert "wait" in todo
        first.communicate("\n", timeout=110)
    assert first.returncode == 0


@pytest.mark.slow
def test_of_makes_that_begin_at_once_in_one_folder_one_goes_through(tmp_path: Path) -> None:
    folder = str(tmp_path / "fox")
    makes = [start("make", "a fox", "--frames", "1", "--out", folder) for _ in range(3)]
    ended = [(*each.communicate(timeout=110), each.returncode) for each in makes]
    assert sorted(code for *_, code in ended) == [0, 6, 6]
    for _, said, code in ended:
        if code:
            happened = next(line for line in said.splitlines() if line.startswith("storyreel: "))
            assert "is a project already" in happened or "is writing to" in happened


@pytest.mark.slow
def test_makes_that_begin_at_once_without_a_folder_get_one_each() -> None:
    makes = [start("make", "a fox", "--frames", "1", "--json") for _ in range(3)]
    projects = [json.loads(each.communicate(timeout=110)[0])["project"] for each in makes]
    assert sorted(Path(each).name for each in projects) == [f"a-fox-{n}" for n in range(1, 4)]


@pytest.mark.skipif(os.name == "nt", reason="a shell that closes streams")
@pytest.mark.parametrize("closing", ["<&-", "<&- >&- 2>&-"])
def test_streams_may_be_closed(closing: str, fox: Path) -> None:
    script = f'exec "$@" {closing}'
    words = [*PYTHON, COMMAND, "render", str(fox)]
    done = subprocess.run(
        ["sh", "-c", script, "sh", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "Warning" not in done.stderr


def test_letters_that_the_output_lacks_are_spelled_out(fox: Path) -> None:
    with Project.open(fox) as project:
        project.transcript.add("user", "füchse 狐", 1)
    done = subprocess.run(
        [*PYTHON, COMMAND, "sessions", str(fox)],
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii:strict"},
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert rb"f\xfcchse \u72d0" in done.stdout
