"""What a render will cost, told before it is spent."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from schemas.render import Capabilities, Mode
from schemas.script import FrameScript
from tools.render.announcing import announce
from tools.render.planning import RenderPlan, native_settings, plan_render
from tools.render.stills import StillStore

KNOWN = Capabilities(
    id="toy",
    weights="0" * 64,
    version="1",
    scheduler="{}",
    dialect="tags",
    vocabulary=None,
    modes=("none", "anchor", "rotate"),
    width=256,
    height=256,
    num_inference_steps=3,
    guidance_scale=2.0,
    dtype="float32",
    device="cpu",
)


def plan(script: FrameScript, mode: Mode) -> RenderPlan:
    settings = native_settings(KNOWN).model_copy(update={"mode": mode})
    return plan_render(script, KNOWN, settings)


def at_night(script: FrameScript, frame: str) -> FrameScript:
    frames = tuple(
        each.model_copy(update={"time_of_day": "dusk"}) if each.id == frame else each
        for each in script.frames
    )
    return script.model_copy(update={"frames": frames})


@pytest.fixture
def store(tmp_path: Path) -> StillStore:
    return StillStore(tmp_path / "frames", lambda key: None)


def fill(store: StillStore, done: RenderPlan) -> None:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), (90, 90, 90)).save(file, "PNG")
    for job in done.jobs:
        store.put(job.key, file.getvalue())


@pytest.mark.parametrize(
    ("mode", "changed", "render", "followers", "again"),
    [
        ("none", "f1", ("f1",), (), ()),
        ("anchor", "f1", ("f1", "f2"), ("f2",), ()),
        ("anchor", "f2", ("f2",), (), ("f1",)),
        ("anchor", "f3", ("f3",), (), ()),
        ("rotate", "f2", ("f1", "f2"), ("f1",), ()),
    ],
)
def test_an_edit_announces_who_follows_and_who_is_denoised_again(
    script: FrameScript,
    store: StillStore,
    mode: Mode,
    changed: str,
    render: tuple[str, ...],
    followers: tuple[str, ...],
    again: tuple[str, ...],
) -> None:
    before = plan(script, mode)
    fill(store, before)
    planned = announce(plan(at_night(script, changed), mode), store, before, 2.0)
    assert (planned.render, planned.followers, planned.again) == (render, followers, again)
    assert set(planned.reuse) == {"f1", "f2", "f3"} - set(render)
    assert planned.seconds == 2.0 * (len(render) + len(again))


def test_a_lost_still_of_a_rotating_shot_costs_the_shot(
    script: FrameScript, store: StillStore
) -> None:
    whole = plan(script, "rotate")
    fill(store, whole)
    store.path(whole.jobs[1].key).unlink()
    planned = announce(whole, store, whole, 1.0)
    assert (planned.render, planned.again, planned.seconds) == (("f2",), ("f1",), 2.0)


def test_the_first_render_has_no_followers_and_no_estimate(
    script: FrameScript, store: StillStore
) -> None:
    planned = announce(plan(script, "anchor"), store, None, None)
    assert planned.render == ("f1", "f2", "f3")
    assert (planned.followers, planned.again, planned.seconds) == ((), (), None)


def test_another_mode_renders_everything_for_its_own_sake(
    script: FrameScript, store: StillStore
) -> None:
    before = plan(script, "none")
    fill(store, before)
    planned = announce(plan(script, "anchor"), store, before, 1.0)
    assert (planned.render, planned.followers) == (("f1", "f2", "f3"), ())
