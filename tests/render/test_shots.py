"""Frames that attend to a frame of their shot: together, alone, and from the cache."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from schemas.errors import RenderError
from schemas.render import (
    DType,
    FrameJob,
    Mode,
    RenderRequest,
    RenderSettings,
    StepDone,
    StillDone,
)
from schemas.script import FrameScript
from tools.render.attention.anchors import AnchorCache
from tools.render.attention.sources import KeysValues
from tools.render.diffusers_folder import FolderRenderer
from tools.render.enduring import Loading
from tools.render.families.model import Model
from tools.render.loading import load_model
from tools.render.model_folder import ModelFolder
from tools.render.planning import attended, missing, native_settings, plan_render
from tools.render.rendering import render_missing
from tools.render.sampling import Denoising
from tools.render.shots import Batch, ShotDenoising
from tools.render.stills import StillStore

STEPS = 5
"""Enough for the rotation to come to the second frame."""


def job(number: int, shot: str, anchor: int | None = None, prompt: str = "") -> FrameJob:
    return FrameJob(
        frame=f"f{number}",
        key=f"{number:064x}",
        shot=shot,
        prompt=prompt or f"a fox {number * 11}",
        negative="",
        seed=5,
        anchor=None if anchor is None else f"{anchor:064x}",
    )


ANCHORED = (job(1, "s1"), job(2, "s1", 1), job(3, "s1", 1), job(4, "s2"))
SHOT = tuple(each.model_copy(update={"anchor": None}) for each in ANCHORED)


def settings(mode: Mode, fraction: float = 0.0) -> RenderSettings:
    return RenderSettings(
        width=256,
        height=256,
        num_inference_steps=STEPS,
        guidance_scale=30.0,
        mode=mode,
        filter_fraction=fraction,
    )


def draw(
    renderer: FolderRenderer,
    jobs: tuple[FrameJob, ...],
    attended_to: tuple[FrameJob, ...],
    asked: RenderSettings,
) -> dict[str, bytes]:
    request = RenderRequest(jobs=jobs, settings=asked, attended=attended_to)
    return {e.frame: e.png for e in renderer.render(request) if isinstance(e, StillDone)}


@pytest.fixture
def renderer(toy_folder: Path, tmp_path: Path) -> FolderRenderer:
    return FolderRenderer("toy", toy_folder, None, tmp_path)


@pytest.mark.parametrize("fraction", [0.0, 0.2])
def test_a_frame_alone_with_its_anchor_equals_it_in_the_clip(
    renderer: FolderRenderer, toy_folder: Path, tmp_path: Path, fraction: float
) -> None:
    asked = settings("anchor", fraction)
    whole = draw(renderer, ANCHORED, (ANCHORED[0], ANCHORED[3]), asked)
    assert list(whole) == ["f1", "f2", "f3", "f4"]
    warm = draw(renderer, ANCHORED[2:3], ANCHORED[:1], asked)
    fresh = FolderRenderer("toy", toy_folder, None, tmp_path)
    cold = draw(fresh, ANCHORED[2:3], ANCHORED[:1], asked)
    assert warm == cold == {"f3": whole["f3"]}


def test_the_anchor_shows_in_its_followers_and_not_the_other_way(renderer: FolderRenderer) -> None:
    asked = settings("anchor")
    first = draw(renderer, ANCHORED[:2], ANCHORED[:1], asked)
    other = job(1, "s1", prompt="zzz").model_copy(update={"key": "f" * 64})
    follower = ANCHORED[1].model_copy(update={"anchor": other.key})
    assert draw(renderer, (follower,), (other,), asked)["f2"] != first["f2"]


class CountingLoad:
    """Loads a model that counts the rows that go through its network."""

    def __init__(self) -> None:
        self.rows = 0

    def __call__(self, source: ModelFolder, dtype: DType) -> Model:
        model: Any = load_model(source, dtype)
        predict = model.predict

        def counted(rows: torch.Tensor, *rest: object) -> torch.Tensor:
            self.rows += len(rows)
            return predict(rows, *rest)

        model.predict = counted
        return model


def test_a_warm_anchor_costs_no_steps(toy_folder: Path, tmp_path: Path) -> None:
    load = CountingLoad()
    renderer = FolderRenderer("toy", toy_folder, None, tmp_path, Loading(load=load))
    rows: list[int] = []
    for _ in range(2):
        draw(renderer, ANCHORED[1:2], ANCHORED[:1], settings("anchor"))
        rows.append(load.rows)
    with_guidance = 2 * STEPS
    assert rows == [2 * with_guidance, 3 * with_guidance]


@pytest.mark.parametrize("mode", ["anchor", "rotate"])
def test_frames_of_a_shot_share_passes_and_come_out_as_alone(
    toy_folder: Path, tmp_path: Path, mode: Mode
) -> None:
    jobs = tuple(job(n, "s1", 1 if mode == "anchor" and n > 1 else None) for n in range(1, 12))
    attended_to = jobs[:1] if mode == "anchor" else jobs
    request = RenderRequest(jobs=jobs, settings=settings(mode), attended=attended_to)
    events = list(FolderRenderer("toy", toy_folder, None, tmp_path).render(request))
    assert sum(isinstance(event, StepDone) for event in events) == 3 * STEPS
    together = {event.frame: event.png for event in events if isinstance(event, StillDone)}
    for number in (1, 5, 11):
        fresh = FolderRenderer("toy", toy_folder, None, tmp_path / str(number))
        alone = draw(fresh, jobs[number - 1 : number], attended_to, settings(mode))
        assert alone[f"f{number}"] == together[f"f{number}"]


def test_rotation_needs_the_whole_shot(renderer: FolderRenderer) -> None:
    asked = settings("rotate")
    whole = draw(renderer, SHOT[:3], SHOT[:3], asked)
    assert draw(renderer, SHOT[:1], SHOT[:3], asked) == {"f1": whole["f1"]}
    other = job(9, "s1", prompt="zzz")
    assert draw(renderer, SHOT[:1], (other, *SHOT[:3]), asked)["f1"] != whole["f1"]


class Log(Denoising):
    """Notes that it was its turn."""

    def __init__(self, name: str, log: list[str], num_inference_steps: int) -> None:
        self.timesteps = torch.arange(num_inference_steps)
        self.total = num_inference_steps
        self.latents = torch.zeros(1)
        self._name = name
        self._log = log

    def step(self, timestep: torch.Tensor) -> None:
        self._log.append(self._name)


def test_the_frame_that_the_others_attend_to_goes_first() -> None:
    shot = ShotDenoising(SHOT[:3], SHOT[:3], settings("rotate"), {}, AnchorCache(0))
    log: list[str] = []
    batches = [Batch((each,), Log(each.frame, log, 9)) for each in shot.frames]
    assert [step for step, _ in shot.steps(batches)] == [n for n in range(1, 10) for _ in range(3)]
    assert log[::3] == ["f1"] * 3 + ["f2"] * 3 + ["f3"] * 3


def test_until_a_late_anchor_joins_in_the_others_go_alone() -> None:
    shot = ShotDenoising(ANCHORED[:3], ANCHORED[:1], settings("anchor"), {}, AnchorCache(0))
    log: list[str] = []
    late = Log("f1", log, 4)
    late.timesteps = late.timesteps[2:]
    others = Batch(ANCHORED[1:3], Log("others", log, 4))
    list(shot.steps([others, Batch(ANCHORED[:1], late)]))
    assert log == ["others"] * 2 + ["f1", "others"] * 2


@pytest.mark.parametrize("value", [0.0, float("nan"), float("inf")])
def test_an_anchor_that_came_out_broken_is_not_kept(value: float) -> None:
    cache = AnchorCache(10)
    shot = ShotDenoising(ANCHORED[:2], ANCHORED[:1], settings("anchor"), {}, cache)
    batch = Batch(shot.frames, Log("both", [], 2))
    batch.denoising.latents = torch.tensor([[1.0, value], [1.0, 1.0]])
    list(shot.steps([batch]))
    assert (cache.get(ANCHORED[0].key) is not None) == (value == 0.0)


@pytest.mark.parametrize("mode", ["anchor", "rotate"])
def test_closing_between_passes_leaves_the_unet_as_it_was(
    renderer: FolderRenderer, mode: Mode
) -> None:
    before = draw(renderer, SHOT[:1], (), settings("none"))
    request = RenderRequest(jobs=SHOT[:2], settings=settings(mode), attended=SHOT[:2])
    for length in (2, 3):
        events = renderer.render(request)
        for _ in range(length):
            next(events)
        events.close()
        assert draw(renderer, SHOT[:1], (), settings("none")) == before


def test_a_request_without_what_its_jobs_attend_to_is_refused(renderer: FolderRenderer) -> None:
    with pytest.raises(RenderError, match="lacks the frame that f2 attends to"):
        draw(renderer, ANCHORED[1:2], (), settings("anchor"))


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("none", []), ("anchor", ["f1"]), ("rotate", ["f1", "f2"])],
)
def test_what_a_frame_attends_to(
    script: FrameScript, renderer: FolderRenderer, mode: Mode, expected: list[str]
) -> None:
    known = renderer.capabilities()
    plan = plan_render(script, known, native_settings(known).model_copy(update={"mode": mode}))
    assert [each.frame for each in attended(plan, plan.jobs[1:2])] == expected


@pytest.mark.parametrize("mode", ["anchor", "rotate"])
def test_resuming_after_a_lost_still_draws_the_same(
    script: FrameScript, renderer: FolderRenderer, tmp_path: Path, mode: Mode
) -> None:
    known = renderer.capabilities()
    plan = plan_render(script, known, native_settings(known).model_copy(update={"mode": mode}))
    store = StillStore(tmp_path / "frames", lambda key: None)

    def record(still: StillDone, sha256: str, luma: float) -> None:
        assert still.png

    list(render_missing(plan, store, renderer, record))
    lost = store.path(plan.jobs[1].key)
    before = lost.read_bytes()
    lost.unlink()
    assert [each.frame for each in missing(plan, store)] == ["f2"]
    list(render_missing(plan, store, renderer, record))
    assert lost.read_bytes() == before


def test_the_anchor_cache_forgets_what_was_used_longest_ago() -> None:
    step = {"x": KeysValues(torch.zeros(10), torch.zeros(10))}
    cache = AnchorCache(limit=400)
    assert cache.fits([step], 5)
    assert not cache.fits([step], 6)
    for name in "ab":
        cache.put(name * 64, [step, step])
    assert cache.get("a" * 64) == (step, step)
    cache.put("c" * 64, [step, step])
    assert cache.get("b" * 64) is None
    assert cache.get("a" * 64) == (step, step)
    cache.put("d" * 64, [step] * 6)
    assert cache.get("d" * 64) is None
