"""Kills, cancels and too little memory in a real worker that draws with a real toy model."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import psutil
import pytest

from schemas.errors import OutOfMemory, RenderError
from schemas.events import StillStored
from schemas.render import StillDone
from schemas.script import Frame, FrameScript, SceneObject, Shot
from tests.render.hungry import HungryLoad
from tests.render.toy_model import build_toy_model
from tools.render.diffusers_folder import FolderRenderer
from tools.render.enduring import Loading
from tools.render.memory import Place
from tools.render.planning import RenderPlan, native_settings, plan_render
from tools.render.rendering import render_missing
from tools.render.stills import StillStore
from tools.render.worker.renderer import WorkerRenderer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

KILLS = 50
CANCELS = 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_toy_model(tmp_path_factory.mktemp("model") / "toy")


@pytest.fixture(scope="module")
def plan(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> RenderPlan:
    """Four frames of two shots, tied to their anchors."""
    known = FolderRenderer("toy", folder, None, tmp_path_factory.mktemp("cache")).capabilities()
    frames = tuple(
        Frame(
            id=f"f{n}",
            shot="s1" if n < 4 else "s2",
            objects=(SceneObject(name="fox"),),
            background="forest",
            action=f"The fox takes step {n}.",
        )
        for n in range(1, 5)
    )
    script = FrameScript(
        title="A fox",
        premise="a fox walks",
        shots=(Shot(id="s1", anchor="f1"), Shot(id="s2", anchor="f4")),
        frames=frames,
        last_id=4,
    )
    settings = native_settings(known).model_copy(
        update={"mode": "anchor", "num_inference_steps": 4}
    )
    return plan_render(script, known, settings)


class Project:
    """A folder of stills with what was recorded of them."""

    def __init__(self, folder: Path) -> None:
        self.recorded: dict[str, str] = {}
        self.store = StillStore(folder / "frames", self.recorded.get)

    def record(self, still: StillDone, sha256: str, luma: float) -> None:
        self.recorded[still.key] = sha256

    def kept(self) -> dict[str, bytes]:
        return {path.stem: path.read_bytes() for path in self.store.folder.glob("*.png")}

    def empty(self) -> None:
        for path in self.store.folder.glob("*.png"):
            path.unlink()
        self.recorded.clear()


@pytest.fixture(scope="module")
def whole(folder: Path, plan: RenderPlan, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """What an undisturbed render in this process gives."""
    place = tmp_path_factory.mktemp("whole")
    project = Project(place)
    renderer = FolderRenderer("toy", folder, None, place)
    list(render_missing(plan, project.store, renderer, project.record))
    assert len(project.kept()) == 4
    return project


@pytest.fixture
def worker(folder: Path, tmp_path: Path) -> Iterator[WorkerRenderer]:
    make = partial(FolderRenderer, "toy", folder, None, tmp_path)
    renderer = WorkerRenderer(make, tmp_path / "renderer.log")
    yield renderer
    renderer.close()
    assert not multiprocessing.active_children()


def test_kills_lose_no_still_and_make_none_up(
    worker: WorkerRenderer, plan: RenderPlan, whole: Project, tmp_path: Path
) -> None:
    chance = random.Random(7)
    project = Project(tmp_path)
    killed = 0
    while killed < KILLS:
        before = project.kept()
        events = render_missing(plan, project.store, worker, project.record)
        stop = chance.randrange(1, 24)
        told = sum(1 for _ in zip(range(stop), events, strict=False))
        if told < stop:
            # It was done first. The next round starts from nothing.
            assert project.kept() == whole.kept()
            project.empty()
            continue
        (child,) = multiprocessing.active_children()
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        try:
            list(events)
        except RenderError as error:
            killed += 1
            assert "signal 9" in error.message
            assert not psutil.pid_exists(child.pid)
        else:
            # It had drawn everything before it was killed.
            child.join()
            assert project.kept() == whole.kept()
        after = project.kept()
        assert before.items() <= after.items() <= whole.kept().items()
        assert set(after) == set(project.recorded)
    list(render_missing(plan, project.store, worker, project.record))
    assert project.kept() == whole.kept()


def test_cancels_at_random_steps_keep_what_was_finished(
    worker: WorkerRenderer, plan: RenderPlan, whole: Project, tmp_path: Path
) -> None:
    chance = random.Random(8)
    project = Project(tmp_path)
    pids: set[int | None] = set()
    for _ in range(CANCELS):
        project.empty()
        stored = 0
        with closing(render_missing(plan, project.store, worker, project.record)) as events:
            for _, event in zip(range(chance.randrange(1, 24)), events, strict=False):
                stored += isinstance(event, StillStored)
        assert len(project.kept()) == stored
        assert project.kept().items() <= whole.kept().items()
        pids |= {child.pid for child in multiprocessing.active_children()}
    list(render_missing(plan, project.store, worker, project.record))
    assert project.kept() == whole.kept()
    assert len(pids) == 1


@pytest.mark.parametrize("place", ["load", "denoise", "decode"])
def test_too_little_memory_in_the_worker(
    folder: Path, plan: RenderPlan, tmp_path: Path, place: Place
) -> None:
    attempts = {"load": 2, "denoise": 3, "decode": 3}[place]
    loading = Loading(load=HungryLoad(place, most=attempts + 1, spared=False))
    make = partial(FolderRenderer, "toy", folder, None, tmp_path, loading)
    renderer = WorkerRenderer(make, tmp_path / "renderer.log")
    project = Project(tmp_path)
    with closing(renderer):
        with pytest.raises(OutOfMemory, match="not enough memory"):
            list(render_missing(plan, project.store, renderer, project.record))
        assert project.kept() == {}
        (first,) = (child.pid for child in multiprocessing.active_children())
        # One more shortage: the ladder is climbed once, and then it goes well.
        list(render_missing(plan, project.store, renderer, project.record))
        assert [child.pid for child in multiprocessing.active_children()] == [first]
    assert len(project.kept()) == 4
    assert not multiprocessing.active_children()
