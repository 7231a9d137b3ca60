"""A renderer in a child process: the same stills, and none of its troubles."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from schemas.errors import ModelMissing, OutOfMemory, RenderError
from schemas.render import (
    FrameJob,
    RenderEvent,
    RenderRequest,
    RenderSettings,
    StillDone,
    Working,
)
from tests.render.toy_model import build_toy_model
from tests.scripted import ScriptedRenderer
from tests.worker.odd_renderers import (
    CrashingRenderer,
    DyingRenderer,
    EndlessRenderer,
    HungryRenderer,
    LoudRenderer,
    StuckRenderer,
)
from tools.render.diffusers_folder import FolderRenderer
from tools.render.port import Renderer
from tools.render.worker.renderer import WorkerRenderer

JOBS = tuple(
    FrameJob(
        frame=f"f{number}",
        key=f"{number:064x}",
        shot="s1",
        prompt=f"a fox {number}",
        negative="",
        seed=number,
        anchor=None,
    )
    for number in (1, 2, 3)
)
SETTINGS = RenderSettings(
    width=256, height=256, num_inference_steps=2, guidance_scale=2.0, mode="none"
)
ONE = RenderRequest(jobs=JOBS[:1], settings=SETTINGS)
ALL = RenderRequest(jobs=JOBS, settings=SETTINGS)

Start = Callable[[Callable[[], Renderer]], WorkerRenderer]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "state" / "renderer.log"


@pytest.fixture
def start(log: Path) -> Iterator[Start]:
    started: list[WorkerRenderer] = []

    def one(make: Callable[[], Renderer]) -> WorkerRenderer:
        started.append(WorkerRenderer(make, log))
        return started[-1]

    yield one
    for each in started:
        each.close()
    assert not multiprocessing.active_children()


def stills(events: Iterator[RenderEvent]) -> dict[str, bytes]:
    return {event.frame: event.png for event in events if isinstance(event, StillDone)}


def word(events: Iterator[RenderEvent]) -> RenderEvent:
    """The next event that tells something."""
    return next(event for event in events if not isinstance(event, Working))


def worker_pid() -> int:
    (child,) = multiprocessing.active_children()
    assert child.pid is not None
    return child.pid


def test_it_tells_what_the_renderer_tells(start: Start) -> None:
    worker = start(ScriptedRenderer)
    assert worker.capabilities() == ScriptedRenderer().capabilities()
    assert not multiprocessing.active_children()
    assert stills(worker.render(ALL)) == stills(ScriptedRenderer().render(ALL))
    first = worker_pid()
    assert stills(worker.render(ONE)) == stills(ScriptedRenderer().render(ONE))
    assert worker_pid() == first


@pytest.mark.slow
def test_a_diffusers_model_draws_the_same(start: Start, tmp_path: Path) -> None:
    folder = build_toy_model(tmp_path / "toy")
    make = partial(FolderRenderer, "toy", folder, None, tmp_path)
    assert stills(start(make).render(ALL)) == stills(make().render(ALL))


def test_the_chat_never_loads_torch() -> None:
    code = "import sys, tools.render.worker.renderer; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("length", [1, 5])
def test_a_closed_request_stops_and_the_next_is_whole(start: Start, length: int) -> None:
    worker = start(EndlessRenderer)
    events = worker.render(ALL)
    for _ in range(length):
        word(events)
    first = worker_pid()
    events.close()
    assert stills(worker.render(ONE)) == stills(ScriptedRenderer().render(ONE))
    assert worker_pid() == first


def test_a_killed_worker_is_an_error_and_the_next_request_starts_another(start: Start) -> None:
    worker = start(EndlessRenderer)
    for _ in range(3):
        events = worker.render(ALL)
        word(events)
        os.kill(worker_pid(), signal.SIGKILL)
        with pytest.raises(RenderError, match="ended by signal 9"):
            list(events)
    assert stills(worker.render(ONE)) == stills(ScriptedRenderer().render(ONE))


def test_errors_cross_and_the_worker_stays(start: Start, tmp_path: Path) -> None:
    worker = start(HungryRenderer)
    with pytest.raises(OutOfMemory, match="to draw") as caught:
        list(worker.render(ONE))
    assert caught.value.hint == "choose a smaller size"
    first = worker_pid()
    with pytest.raises(RenderError, match="ZeroDivisionError: by nought"):
        list(worker.render(ONE))
    assert worker_pid() == first
    with pytest.raises(ModelMissing, match="does not exist"):
        start(partial(FolderRenderer, "x", tmp_path / "x", None, tmp_path)).capabilities()


def test_ctrl_c_in_the_terminal_leaves_the_worker_to_the_chat(start: Start) -> None:
    worker = start(EndlessRenderer)
    # Before it could say that it ignores this, and after.
    worker.warm()
    os.kill(worker_pid(), signal.SIGINT)
    events = worker.render(ALL)
    word(events)
    os.kill(worker_pid(), signal.SIGINT)
    for _ in range(3):
        word(events)


def test_silence_is_broken_so_that_it_can_be_stopped(start: Start) -> None:
    events = start(StuckRenderer).render(ONE)
    assert [next(events), next(events)] == [Working(), Working()]
    events.close()


def test_what_it_writes_goes_to_the_log_and_not_on_the_screen(
    start: Start, log: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    worker = start(LoudRenderer)
    list(worker.render(ONE))
    assert capfd.readouterr() == ("", "")
    written = log.read_text(encoding="utf-8")
    assert all(text in written for text in ("python out", "python err", "native err"))


def test_its_last_words_are_quoted_when_it_dies(start: Start, log: Path) -> None:
    log.parent.mkdir()
    log.write_text("of an earlier run\n", encoding="utf-8")
    with pytest.raises(RenderError, match="ended early") as caught:
        list(start(DyingRenderer).render(ONE))
    assert "no such kernel" in caught.value.hint
    assert "earlier" not in caught.value.hint
    assert str(log) in caught.value.hint


def test_a_crash_leaves_its_stack_in_the_log(start: Start, log: Path) -> None:
    with pytest.raises(RenderError, match="signal 11"):
        list(start(CrashingRenderer).render(ONE))
    assert "odd_renderers.py" in log.read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_costs_the_log_only(start: Start, log: Path) -> None:
    log.parent.write_text("a file where a folder should be", encoding="utf-8")
    assert stills(start(ScriptedRenderer).render(ONE))


def test_warming_up_is_no_request(start: Start) -> None:
    worker = start(ScriptedRenderer)
    worker.warm()
    first = worker_pid()
    assert stills(worker.render(ONE)) == stills(ScriptedRenderer().render(ONE))
    assert worker_pid() == first


def test_no_worker_outlives_the_chat(log: Path) -> None:
    code = (
        "import multiprocessing\n"
        "from tests.worker.odd_renderers import EndlessRenderer\n"
        "from tests.worker.test_worker import ALL\n"
        "from tools.render.worker.renderer import WorkerRenderer\n"
        "import sys\n"
        "from pathlib import Path\n"
        "events = WorkerRenderer(EndlessRenderer, Path(sys.argv[1])).render(ALL)\n"
        "while next(events).type == 'working': pass\n"
        "print(multiprocessing.active_children()[0].pid, flush=True)\n"
        "list(events)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(log)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as chat:
        assert chat.stdout is not None
        worker = psutil.Process(int(chat.stdout.readline()))
        chat.kill()
    deadline = time.monotonic() + 60
    while worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.05)
