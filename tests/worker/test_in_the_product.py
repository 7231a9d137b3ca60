"""The command line with its renderer in a child process: stopped, killed, and gone on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.render.toy_model import build_toy_model

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

COMMAND = (
    "import signal, sys\n"
    # A test run in the background ignores Ctrl-C, and so would the command.
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from tests.scripted import ScriptedDirector\n"
    "from tui import composition\n"
    "from tui.cli import main\n"
    "composition.open_director = lambda *_: ScriptedDirector()\n"
    "sys.exit(main(sys.argv[1:]))\n"
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy that takes enough steps to be met in the middle of them."""
    folder = build_toy_model(tmp_path_factory.mktemp("model") / "toy")
    defaults = {"num_inference_steps": 60, "guidance_scale": 3.0}
    (folder / "defaults.json").write_text(json.dumps(defaults), encoding="utf-8")
    return folder


def start(*words: str) -> subprocess.Popen[str]:
    """The command in a session of its own, as a terminal would give it."""
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        cwd=Path(__file__).parents[2],
    )


def until_frame_stored(process: subprocess.Popen[str]) -> str:
    """Reads stderr until the first still is on disk."""
    assert process.stderr is not None
    seen = ""
    for line in process.stderr:
        seen += line
        if line.startswith("rendering 1/"):
            return seen
    raise AssertionError(seen)


def renderer_of(process: subprocess.Popen[str]) -> psutil.Process:
    """The child that draws; the other one is Python's resource tracker."""
    children = psutil.Process(process.pid).children(recursive=True)
    (found,) = [each for each in children if "resource_tracker" not in " ".join(each.cmdline())]
    return found


def make(model: Path, folder: Path) -> subprocess.Popen[str]:
    words = ("--frames", "3", "--seed", "1", "--renderer", str(model), "--out", str(folder))
    return start("make", "a fox walks", *words)


def test_ctrl_c_ends_both_and_render_goes_on(model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "fox"
    process = make(model, folder)
    until_frame_stored(process)
    child = renderer_of(process)
    # As a terminal does it: to the whole process group.
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    assert not child.is_running()
    stored = {path.stem: path.read_bytes() for path in (folder / "frames").glob("*.png")}
    assert stored

    resumed = start("render", str(folder), "--json")
    output, errors = resumed.communicate(timeout=400)
    assert resumed.returncode == 0, errors
    assert len(json.loads(output)["rendered"]) == 3 - len(stored)
    for key, png in stored.items():
        assert (folder / "frames" / f"{key}.png").read_bytes() == png


def test_a_killed_renderer_is_one_clear_error(model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "fox"
    process = make(model, folder)
    until_frame_stored(process)
    renderer_of(process).kill()
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 4, errors
    assert "Traceback" not in errors
    assert "the renderer's process was ended by signal 9" in errors
    assert "storyreel render" in errors
    shown = start("show", str(folder), "--json")
    output, errors = shown.communicate(timeout=120)
    assert shown.returncode == 0, errors
    assert "fresh" in {frame["state"] for frame in json.loads(output)["frames"]}
