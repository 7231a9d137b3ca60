"""What a renderer tells while it works: previews, time left, memory."""

from __future__ import annotations

import io
from itertools import count
from pathlib import Path

import pytest
import torch
from PIL import Image

from schemas.render import (
    FrameJob,
    Mode,
    PreviewDrawn,
    RenderRequest,
    RenderSettings,
    StepDone,
    StillDone,
)
from tools.render.diffusers_folder import FolderRenderer
from tools.render.loading import load_model
from tools.render.model_folder import open_model_folder
from tools.render.pace import Pace
from tools.render.previews import Previews, UnderWay

# diffusers' own code meets numpy 2 this way; nothing of ours takes part in it.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

JOBS = tuple(
    FrameJob(
        frame=f"f{n}",
        key=f"{n:064x}",
        shot="s1",
        prompt=f"a fox {n}",
        negative="",
        seed=5,
        anchor=None if n == 1 else f"{1:064x}",
    )
    for n in (1, 2, 3)
)


@pytest.mark.parametrize("mode", ["none", "anchor"])
def test_time_left_comes_down_to_nothing_and_memory_is_told(
    toy_folder: Path, tmp_path: Path, mode: Mode
) -> None:
    settings = RenderSettings(
        width=256, height=256, num_inference_steps=2, guidance_scale=1.0, mode=mode
    )
    jobs = (
        JOBS if mode == "anchor" else tuple(job.model_copy(update={"anchor": None}) for job in JOBS)
    )
    request = RenderRequest(jobs=jobs, settings=settings, attended=jobs[:1])
    events = list(FolderRenderer("toy", toy_folder, None, tmp_path).render(request))
    left = [event.seconds_left for event in events if isinstance(event, StepDone)]
    assert all(seconds is not None and seconds > 0 for seconds in left[:-1])
    assert left[-1] == 0
    peaks = [event.peak_memory for event in events if isinstance(event, StillDone)]
    assert all(peak is not None and peak > 10**7 for peak in peaks)


def test_the_pace_so_far_is_expected_of_the_rest() -> None:
    ticks = count(0, 3)
    pace = Pace(10, lambda: float(next(ticks)))
    assert pace.step(1) == 27
    assert pace.step(1) == 24
    pace.spare(4)
    assert pace.step(1) == 9


def test_previews_come_once_a_second_and_the_frames_take_turns(
    toy_folder: Path,
) -> None:
    model = load_model(open_model_folder(toy_folder))
    now = [0.0]
    previews = Previews(model, lambda: now[0])
    latents = torch.randn(model.channels, 16, 12)
    under_way = [UnderWay("f1", latents), UnderWay("f2", latents)]
    drawn = []
    for tenth in range(1, 35):
        now[0] = tenth / 10
        drawn += previews.draw(under_way, tenth)
    assert [event.step for event in drawn] == [10, 20, 30]
    assert {event.frame for event in drawn} == {"f1", "f2"}
    picture = Image.open(io.BytesIO(drawn[0].png))
    assert (picture.mode, picture.size) == ("RGB", (96, 128))
    now[0] += 5
    assert previews.draw([UnderWay("f1", latents * float("nan"))], 99) == []


def test_previews_of_large_pictures_are_cheap(toy_folder: Path) -> None:
    model = load_model(open_model_folder(toy_folder))
    ticks = count(0, 10)
    previews = Previews(model, lambda: float(next(ticks)))
    (drawn,) = previews.draw([UnderWay("f1", torch.randn(model.channels, 128, 128))], 1)
    assert Image.open(io.BytesIO(drawn.png)).size == (128, 128)


def test_watching_changes_no_still(
    toy_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.render.previews._INTERVAL", 0.0)
    settings = RenderSettings(
        width=256, height=256, num_inference_steps=4, guidance_scale=1.0, mode="anchor"
    )
    plain = RenderRequest(jobs=JOBS, settings=settings, attended=JOBS[:1])
    watched = plain.model_copy(update={"previews": True})
    runs = [
        list(FolderRenderer("toy", toy_folder, None, tmp_path / name).render(request))
        for name, request in (("plain", plain), ("watched", watched))
    ]
    drawn = [[event.png for event in run if isinstance(event, StillDone)] for run in runs]
    assert drawn[0] == drawn[1]
    shown = [{event.frame for event in run if isinstance(event, PreviewDrawn)} for run in runs]
    assert shown == [set(), {"f1", "f2", "f3"}]
