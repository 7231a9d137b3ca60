"""Light and weather changed over the still that a frame has, with fewer steps."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from agent.director import Answer, Brief
from agent.making import make
from agent.revising import revise
from agent.studio import Studio
from agent.travelling import redo, undo
from schemas.edits import FrameChange, UpdateFrames
from schemas.errors import RenderError
from schemas.events import Event
from schemas.render import (
    FrameJob,
    Mode,
    Over,
    RenderRequest,
    RenderSettings,
    StepDone,
    StillDone,
)
from schemas.revisions import Scope
from schemas.script import FrameScript
from tests.scripted import ScriptedDirector
from tools.project.project import Project
from tools.render.diffusers_folder import FolderRenderer
from tools.render.planning import native_settings

# diffusers' own code meets numpy 2 this way; nothing of ours takes part in it.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

T = TypeVar("T")
STEPS = 5


def key(number: int) -> str:
    return f"{number:064x}"


def job(number: int, mode: Mode, over: int | None = None) -> FrameJob:
    return FrameJob(
        frame=f"f{number}",
        key=key(number if over is None else number + 100),
        shot="s1",
        prompt=f"a fox {number * 11}" if over is None else f"a fox in the rain {number}",
        negative="",
        seed=5,
        anchor=key(1) if mode == "anchor" and number > 1 else None,
        over=None if over is None else Over(key=key(over), strength=0.6),
    )


def draw(
    renderer: FolderRenderer, mode: Mode, jobs: tuple[FrameJob, ...], latents: dict[str, bytes]
) -> tuple[dict[str, StillDone], list[int]]:
    settings = RenderSettings(
        width=256, height=256, num_inference_steps=STEPS, guidance_scale=3.0, mode=mode
    )
    attended = (job(1, mode),) if mode == "anchor" else ()
    request = RenderRequest(jobs=jobs, settings=settings, attended=attended, latents=latents)
    events = list(renderer.render(request))
    stills = {event.key: event for event in events if isinstance(event, StillDone)}
    return stills, [event.step for event in events if isinstance(event, StepDone)]


@pytest.fixture
def renderer(toy_folder: Path, tmp_path: Path) -> FolderRenderer:
    return FolderRenderer("toy", toy_folder, None, tmp_path)


@pytest.mark.parametrize("mode", ["none", "anchor"])
def test_it_takes_fewer_steps_and_comes_out_the_same_alone(
    renderer: FolderRenderer, mode: Mode
) -> None:
    whole, _ = draw(renderer, mode, tuple(job(n, mode) for n in (1, 2, 3)), {})
    latents = {still.key: still.latents for still in whole.values()}
    alone, steps = draw(renderer, mode, (job(2, mode, over=2),), latents)
    assert steps == [3, 4, 5]
    other = job(4, mode)
    together, _ = draw(renderer, mode, (job(2, mode, over=2), other, job(3, mode, over=3)), latents)
    assert together[key(102)].png == alone[key(102)].png
    fresh, _ = draw(renderer, mode, (other,), {})
    assert together[other.key].png == fresh[other.key].png
    assert len({alone[key(102)].png, whole[key(2)].png, together[key(103)].png}) == 3


def test_without_the_still_to_draw_over_it_is_refused(renderer: FolderRenderer) -> None:
    for given in ({}, {key(2): b"damaged"}):
        with pytest.raises(RenderError, match="f2 is drawn over"):
            draw(renderer, "none", (job(2, "none", over=2),), given)


def rain(script: FrameScript, request: str, scope: Scope) -> Answer:
    change = FrameChange(weather="rain")
    if "beach" in request:
        change = FrameChange(weather="rain", background="beach")
    return Answer(commands=(UpdateFrames(ids=scope.ids, changes=change),), reply="Done.")


def run(work: Generator[Event, None, T]) -> tuple[list[Event], T]:
    events: list[Event] = []
    while True:
        try:
            events.append(next(work))
        except StopIteration as done:
            return events, done.value


@pytest.fixture
def studio(renderer: FolderRenderer, tmp_path: Path) -> Iterator[Studio]:
    settings = native_settings(renderer.capabilities()).model_copy(
        update={"mode": "anchor", "num_inference_steps": STEPS}
    )
    with Project.create(tmp_path / "fox") as project:
        made = Studio(project, ScriptedDirector(rain), renderer, settings, "flipbook")
        brief = Brief(
            premise="a fox walks", num_frames=3, seed=7, writing="stepwise", vocabulary=None
        )
        run(make(made, brief))
        yield made


def keys(studio: Studio) -> dict[str, str]:
    plan = studio.plan(studio.project.revisions.head().script)
    return {each.frame: each.key for each in plan.jobs}


def overs(studio: Studio) -> dict[str, str | None]:
    plan = studio.plan(studio.project.revisions.head().script)
    return {each.frame: each.over.key if each.over else None for each in plan.jobs}


def test_rain_is_drawn_over_and_survives_undo_and_redo(studio: Studio) -> None:
    before = keys(studio)
    events, report = run(revise(studio, "let it rain in frame 2"))
    assert report.rendered == ("f2",)
    assert overs(studio) == {"f1": None, "f2": before["f2"], "f3": None}
    # Two steps are skipped; the anchor's keys and values are still known.
    assert [event.step for event in events if isinstance(event, StepDone)] == [3, 4, 5]
    wet = keys(studio)
    assert {frame for frame in wet if wet[frame] != before[frame]} == {"f2"}
    run(undo(studio))
    assert keys(studio) == before
    run(redo(studio))
    assert keys(studio) == wet
    assert all(studio.stills.has(each) for each in wet.values())


def test_an_anchor_and_another_place_are_drawn_from_noise(studio: Studio) -> None:
    run(revise(studio, "let it rain in frame 1"))
    run(revise(studio, "let it rain on the beach in frame 3"))
    assert set(overs(studio).values()) == {None}


def test_what_is_no_longer_kept_is_drawn_from_noise(studio: Studio) -> None:
    run(revise(studio, "let it rain in frame 2"))
    for path in (studio.stills.folder / "latents").iterdir():
        path.unlink()
    assert set(overs(studio).values()) == {None}
    assert not studio.stills.has(keys(studio)["f2"])
