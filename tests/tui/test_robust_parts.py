"""A part of the chat is lost: the chat lives, says so, and goes on when the part is back."""

from __future__ import annotations

import resource
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from agent.conversing.director import ToolCallingDirector
from agent.models.registry import open_chat_model
from schemas.settings import Endpoint
from tests.tui.chatting import (
    PREMISE,
    GatedRenderer,
    chat,
    idle,
    say,
    say_and_wait,
    states_of,
    talk_of,
    troubles_of,
)
from tests.tui.mortal import BulkyRenderer, MortalRenderer
from tests.tui.waiting import wait_until
from tools.render.worker.renderer import WorkerRenderer

HOLD = """
import sys
from pathlib import Path
from tools.project.project import Project
with Project.open(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def largest_file(size: int) -> Generator[None]:
    """No file of this process may grow past `size` bytes, as on a disk that is nearly full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def unused_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


async def test_the_worker_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marker = tmp_path / "was killed"
    renderer = WorkerRenderer(partial(MortalRenderer, marker), tmp_path / "renderer.log")
    app = chat(tmp_path, monkeypatch, renderer=renderer)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        (trouble,) = troubles_of(app)
        assert marker.exists()
        assert "renderer" in trouble.message
        assert "9" in trouble.message or "kill" in trouble.message
        assert states_of(app)[0] == "fresh"
        await say_and_wait(pilot, "/render")
        assert states_of(app) == ["fresh"] * 4
        assert len(troubles_of(app)) == 1
    renderer.close()


@pytest.mark.slow
async def test_the_model_server_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port = unused_port()
    endpoint = Endpoint(base_url=f"http://127.0.0.1:{port}/v1", model="any")
    model = open_chat_model("mine", {"mine": endpoint}, {}, tmp_path)
    app = chat(tmp_path, monkeypatch, director=ToolCallingDirector("mine", model))
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        (trouble,) = troubles_of(app)
        assert "mine" in trouble.message
        assert trouble.hint
        assert app.is_running


async def test_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = chat(tmp_path, monkeypatch, renderer=BulkyRenderer(2_000_000))
    async with app.run_test(size=(120, 40)) as pilot:
        with largest_file(1_000_000):
            await say_and_wait(pilot, PREMISE)
        (trouble,) = troubles_of(app)
        assert "the disk is full" in trouble.message
        assert "free some space" in trouble.hint
        assert set(states_of(app)) == {"sketched"}
        await say_and_wait(pilot, "/render")
        assert states_of(app) == ["fresh"] * 4


async def test_another_process_holds_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        project = app.board.project
        assert project is not None
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(project)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        later = chat(tmp_path, monkeypatch, opening=project)
        async with later.run_test(size=(120, 40)) as pilot:
            await wait_until(pilot, lambda: troubles_of(later), "the refusal")
            await idle(pilot)
            (trouble,) = troubles_of(later)
            assert str(holder.pid) in trouble.message
            holder.stdin.close()
            holder.wait()
            later.open_project(project)
            await wait_until(pilot, lambda: states_of(later) == ["fresh"] * 4, "the project")
            assert PREMISE in talk_of(later)


async def test_leaving_during_a_render_keeps_what_was_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer = GatedRenderer()
    app = chat(tmp_path, monkeypatch, renderer=renderer)
    async with app.run_test(size=(120, 40)) as pilot:
        await say(pilot, PREMISE)
        await wait_until(pilot, lambda: "fresh" in states_of(app), "the first still")
        project = app.board.project
        renderer.gate.set()
        await say(pilot, "/quit")
        await wait_until(pilot, lambda: not app.is_running, "the end")
    assert app.return_value is not None
    assert str(project) in app.return_value
    again = chat(tmp_path, monkeypatch, opening=project)
    async with again.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: states_of(again), "the board")
        await idle(pilot)
        assert states_of(again)[0] == "fresh"
        await say_and_wait(pilot, "/render")
        assert states_of(again) == ["fresh"] * 4
        assert troubles_of(again) == []
