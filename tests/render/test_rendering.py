from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import UsageError
from schemas.events import StillStored
from schemas.grade import Grade
from schemas.render import Capabilities, LoadingModel, StepDone, StillDone
from schemas.script import Frame, FrameScript, SceneObject, Shot
from tools.render.diffusers_folder import FolderRenderer
from tools.render.planning import RenderPlan, missing, native_settings, plan_render
from tools.render.rendering import render_missing
from tools.render.stills import StillStore

# diffusers' own code meets numpy 2 this way; nothing of ours takes part in it.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

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
SETTINGS = native_settings(KNOWN)


def keys(script: FrameScript, mode: str = "none") -> dict[str, str]:
    chosen = SETTINGS.model_copy(update={"mode": mode})
    return {job.frame: job.key for job in plan_render(script, KNOWN, chosen).jobs}


def edited(script: FrameScript, frame_id: str, **changes: object) -> FrameScript:
    frames = tuple(
        frame.model_copy(update=changes) if frame.id == frame_id else frame
        for frame in script.frames
    )
    return script.model_copy(update={"frames": frames})


class Records(dict[str, str]):
    """SHA-256 by key, as the project's database keeps them."""

    def record(self, still: StillDone, sha256: str, luma: float) -> None:
        assert 0 < luma < 255
        self[still.key] = sha256


@pytest.fixture
def records() -> Records:
    return Records()


@pytest.fixture
def store(tmp_path: Path, records: Records) -> StillStore:
    return StillStore(tmp_path / "project" / "frames", records.get)


@pytest.fixture
def renderer(toy_folder: Path, tmp_path: Path) -> FolderRenderer:
    return FolderRenderer("toy", toy_folder, None, tmp_path)


@pytest.fixture
def plan(script: FrameScript, renderer: FolderRenderer) -> RenderPlan:
    known = renderer.capabilities()
    return plan_render(script, known, native_settings(known))


@settings(deadline=None)
@given(order=st.permutations([0, 1, 2]))
def test_moving_frames_changes_no_key(order: list[int]) -> None:
    script = _script()
    moved = script.model_copy(update={"frames": tuple(script.frames[n] for n in order)})
    assert keys(moved) == keys(script)
    assert keys(moved, "anchor") == keys(script, "anchor")


@pytest.mark.parametrize(
    "change",
    [
        {"hold": 3.0},
        {"locked": True},
        {"grade": Grade(exposure=-1.0)},
        {"camera": "zoom in"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_does_not_shape_pixels_changes_no_key(change: dict[str, object]) -> None:
    script = _script()
    assert keys(edited(script, "f2", **change)) == keys(script)


@pytest.mark.parametrize(
    "change",
    [
        {"time_of_day": "dawn"},
        {"background": "beach"},
        {"negative": "trees"},
        {"variation": 1},
        {"objects": ()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_edit_changes_the_key_of_its_frame_only(change: dict[str, object]) -> None:
    script = _script()
    before, after = keys(script), keys(edited(script, "f2", **change))
    assert {frame for frame in before if before[frame] != after[frame]} == {"f2"}


def test_in_anchor_mode_the_anchor_reaches_its_shot() -> None:
    script = _script()
    chosen = SETTINGS.model_copy(update={"mode": "anchor"})
    jobs = {job.frame: job for job in plan_render(script, KNOWN, chosen).jobs}
    assert jobs["f1"].anchor is None
    assert jobs["f2"].anchor == jobs["f1"].key
    assert jobs["f3"].anchor is None
    before = keys(script, "anchor")
    after = keys(edited(script, "f1", background="beach"), "anchor")
    assert {frame for frame in before if before[frame] != after[frame]} == {"f1", "f2"}


def test_in_rotate_mode_every_frame_reaches_its_shot() -> None:
    script = _script()
    before = keys(script, "rotate")
    after = keys(edited(script, "f2", background="beach"), "rotate")
    assert {frame for frame in before if before[frame] != after[frame]} == {"f1", "f2"}


def test_a_mode_that_the_renderer_lacks_is_refused() -> None:
    only = KNOWN.model_copy(update={"modes": ("none",)})
    with pytest.raises(UsageError, match="'anchor'"):
        plan_render(_script(), only, SETTINGS.model_copy(update={"mode": "anchor"}))


def test_the_key_of_a_folder_does_not_depend_on_where_it_lies() -> None:
    script = _script()
    first, second = (
        plan_render(script, KNOWN.model_copy(update={"id": place}), SETTINGS)
        for place in ("/models/toy", "elsewhere/toy")
    )
    assert first.jobs == second.jobs


def test_frames_of_a_shot_share_their_noise(plan: RenderPlan) -> None:
    seeds = [job.seed for job in plan.jobs]
    assert seeds[0] == seeds[1] != seeds[2]


def test_renders_stores_and_records_everything_once(
    plan: RenderPlan, store: StillStore, renderer: FolderRenderer, records: Records
) -> None:
    events = list(render_missing(plan, store, renderer, records.record))
    assert isinstance(events[0], LoadingModel)
    assert any(isinstance(event, StepDone) for event in events)
    stored = [event for event in events if isinstance(event, StillStored)]
    assert [(e.frame, e.done, e.total) for e in stored] == [
        ("f1", 1, 3),
        ("f2", 2, 3),
        ("f3", 3, 3),
    ]
    for event, job in zip(stored, plan.jobs, strict=True):
        png = (store.folder.parent / event.path).read_bytes()
        assert hashlib.sha256(png).hexdigest() == records[job.key]
    assert missing(plan, store) == ()
    assert list(render_missing(plan, store, renderer, records.record)) == []


def test_frames_that_look_the_same_are_rendered_once(
    script: FrameScript, store: StillStore, renderer: FolderRenderer, records: Records
) -> None:
    twin = script.frames[0].model_copy(update={"id": "f9", "hold": 4.0})
    twins = script.model_copy(update={"frames": (*script.frames, twin), "last_id": 9})
    known = renderer.capabilities()
    plan = plan_render(twins, known, native_settings(known))
    assert [job.frame for job in missing(plan, store)] == ["f1", "f2", "f3"]
    events = list(render_missing(plan, store, renderer, records.record))
    stored = [event for event in events if isinstance(event, StillStored)]
    assert sorted(event.frame for event in stored) == ["f1", "f2", "f3", "f9"]
    assert [event.done for event in stored] == [1, 2, 3, 4]
    assert len(records) == 3


@pytest.mark.parametrize("stop_after", range(1, 8))
def test_stopped_anywhere_it_resumes_to_the_same_stills(
    plan: RenderPlan,
    store: StillStore,
    renderer: FolderRenderer,
    records: Records,
    tmp_path: Path,
    stop_after: int,
) -> None:
    events = render_missing(plan, store, renderer, records.record)
    for _ in range(stop_after):
        next(events)
    events.close()
    kept = {job.key for job in plan.jobs if store.has(job.key)}
    assert kept == set(records)
    rest = list(render_missing(plan, store, renderer, records.record))
    assert sum(isinstance(event, StillStored) for event in rest) == 3 - len(kept)

    whole = Records()
    other = StillStore(tmp_path / "whole" / "frames", whole.get)
    list(render_missing(plan, other, renderer, whole.record))
    assert [store.read(job.key) for job in plan.jobs] == [other.read(job.key) for job in plan.jobs]


def test_only_the_damaged_still_is_rendered_again_and_comes_out_the_same(
    plan: RenderPlan, store: StillStore, renderer: FolderRenderer, records: Records
) -> None:
    list(render_missing(plan, store, renderer, records.record))
    path = store.path(plan.jobs[1].key)
    sound = path.read_bytes()
    path.write_bytes(sound[:100] + bytes([sound[100] ^ 1]) + sound[101:])
    events = list(render_missing(plan, store, renderer, records.record))
    assert [event.frame for event in events if isinstance(event, StillStored)] == ["f2"]
    assert path.read_bytes() == sound
    assert path.with_name(f"{path.name}.damaged").exists()


def _script() -> FrameScript:
    def frame(number: int, shot: str, thing: str) -> Frame:
        return Frame(
            id=f"f{number}",
            shot=shot,
            objects=(SceneObject(name=thing),),
            background="forest",
            action=f"The {thing} moves.",
        )

    return FrameScript(
        title="A fox",
        premise="a fox finds a lantern",
        shots=(Shot(id="s1", anchor="f1"), Shot(id="s2", anchor="f3")),
        frames=(frame(1, "s1", "fox"), frame(2, "s1", "lantern"), frame(3, "s2", "owl")),
        last_id=3,
    )
