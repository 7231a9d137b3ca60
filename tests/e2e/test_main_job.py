"""Premise to clip and back, with the parts at the ports scripted and everything else real."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from agent.director import Answer, Brief
from agent.making import make, resume
from agent.revising import revise
from agent.showing import View, show
from agent.studio import Studio
from agent.travelling import redo, undo
from schemas.edits import (
    FrameChange,
    GradeFrames,
    LockFrames,
    MoveFrame,
    Redo,
    RemoveFrames,
    Undo,
    UpdateFrames,
)
from schemas.errors import DirectorError, NothingToUndo, OutOfScope, ScopeError
from schemas.events import Event, FrameWritten, StillStored
from schemas.grade import GradeChange
from schemas.reports import MakeReport, ReviseReport
from schemas.revisions import Scope
from schemas.script import FrameScript
from tests.scripted import ScriptedDirector, ScriptedRenderer
from tools.project.project import Project
from tools.render.planning import native_settings

T = TypeVar("T")
BRIEF = Brief(premise="a fox walks", num_frames=8, seed=7, writing="stepwise", vocabulary=None)


def run(work: Generator[Event, None, T]) -> T:
    while True:
        try:
            next(work)
        except StopIteration as done:
            return done.value


def decide(script: FrameScript, request: str, scope: Scope) -> Answer:
    if "darker" in request:
        change = GradeChange(exposure=-0.6)
        return Answer(commands=(GradeFrames(ids=scope.ids, change=change),), reply="Darker.")
    if "night" in request:
        night = FrameChange(time_of_day="night")
        return Answer(commands=(UpdateFrames(ids=scope.ids, changes=night),), reply="Night.")
    if "unasked" in request:
        night = FrameChange(time_of_day="night")
        return Answer(commands=(UpdateFrames(ids=("f1",), changes=night),), reply="Oops.")
    if "delete" in request:
        return Answer(commands=(RemoveFrames(ids=scope.ids),), reply="Gone.")
    if "lock" in request:
        return Answer(commands=(LockFrames(ids=scope.ids),), reply="Locked.")
    if "end" in request:
        move = MoveFrame(id=scope.ids[0], after=script.frames[-1].id)
        return Answer(commands=(move,), reply="Moved.")
    if "undo both" in request:
        return Answer(commands=(Undo(), Undo()), reply="Back.")
    if "undo and redo" in request:
        return Answer(commands=(Undo(), Redo()), reply="Back and forth.")
    if "undo" in request:
        return Answer(commands=(Undo(),), reply="Back.")
    return Answer(commands=(), reply="A fox story.")


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    renderer = ScriptedRenderer()
    settings = native_settings(renderer.capabilities())
    with Project.create(tmp_path / "fox") as project:
        yield Studio(project, ScriptedDirector(decide), renderer, settings, "animatic")


@pytest.fixture
def made(studio: Studio) -> Studio:
    run(make(studio, BRIEF))
    drawn(studio).clear()
    return studio


def drawn(studio: Studio) -> list[str]:
    assert isinstance(studio.renderer, ScriptedRenderer)
    return studio.renderer.drawn


def stills(studio: Studio) -> dict[str, bytes]:
    script = studio.project.revisions.head().script
    return {frame: path.read_bytes() for frame, path in studio.shown(script).items()}


def test_a_premise_becomes_a_complete_take(studio: Studio) -> None:
    report: MakeReport = run(make(studio, BRIEF))
    assert report.frames == 8
    assert report.rendered == tuple(f"f{number}" for number in range(1, 9))
    take = Path(report.clip).parent
    assert {path.name for path in take.iterdir()} == {
        "clip.mp4",
        "storyboard.png",
        "manifest.json",
    }
    manifest = json.loads((take / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["script"]["premise"] == "a fox walks"
    script = json.loads((studio.project.folder / "script.json").read_text(encoding="utf-8"))
    assert len(script["frames"]) == 8


def test_frames_are_told_as_they_are_written_and_stored(studio: Studio) -> None:
    events = list(make(studio, BRIEF))
    written = [event.index for event in events if isinstance(event, FrameWritten)]
    stored = [event.done for event in events if isinstance(event, StillStored)]
    assert written == list(range(1, 9))
    assert stored == list(range(1, 9))


def test_darker_changes_one_frame_and_costs_no_rendering(made: Studio) -> None:
    before = stills(made)
    report: ReviseReport = run(revise(made, "make frame 5 darker"))
    after = stills(made)
    assert report.scope == report.changed == ("f5",)
    assert report.rendered == ()
    assert drawn(made) == []
    assert [frame for frame in before if before[frame] != after[frame]] == ["f5"]
    (fact,) = report.facts
    assert fact.luma_before is not None and fact.luma_after is not None
    assert fact.luma_after <= 0.9 * fact.luma_before
    assert "Measured" in report.reply


def test_darker_is_repeated_until_it_shows(made: Studio) -> None:
    for _ in range(4):
        report = run(revise(made, "make frame 5 darker"))
        (fact,) = report.facts
        assert fact.luma_before is not None and fact.luma_after is not None
        assert fact.luma_after <= 0.9 * fact.luma_before


def test_night_renders_only_the_named_frames(made: Studio) -> None:
    report = run(revise(made, "frames 2-4 at night"))
    assert report.changed == report.rendered == ("f2", "f3", "f4")
    assert drawn(made) == ["f2", "f3", "f4"]


def test_undo_and_redo_bring_script_and_stills_back_without_rendering(made: Studio) -> None:
    first, first_script = stills(made), made.project.revisions.head().script
    run(revise(made, "frame 2 at night"))
    night, night_script = stills(made), made.project.revisions.head().script
    drawn(made).clear()
    assert run(undo(made)).changed == ("f2",)
    assert (stills(made), made.project.revisions.head().script) == (first, first_script)
    assert run(redo(made)).clip.endswith("0002/clip.mp4")
    assert (stills(made), made.project.revisions.head().script) == (night, night_script)
    assert drawn(made) == []
    assert [head.kind for head in made.project.revisions.list()] == ["make", "edit", "undo", "redo"]


def test_undo_can_be_asked_for_in_words(made: Studio) -> None:
    original = made.project.revisions.head().script
    run(revise(made, "frame 2 at night"))
    report = run(revise(made, "undo that"))
    assert made.project.revisions.head().script == original
    assert report.rendered == ()


def test_several_changes_can_be_asked_back_in_words(made: Studio) -> None:
    original = made.project.revisions.head().script
    run(revise(made, "frame 2 at night"))
    with pytest.raises(NothingToUndo, match="there are only 1"):
        run(revise(made, "undo both"))
    run(revise(made, "frame 3 at night"))
    with pytest.raises(DirectorError, match="mixed"):
        run(revise(made, "undo and redo"))
    report = run(revise(made, "undo both"))
    assert (report.changed, report.rendered) == (("f2", "f3"), ())
    assert made.project.revisions.head().script == original


def test_a_locked_frame_stays_and_the_reply_says_why(made: Studio) -> None:
    run(revise(made, "lock frame 3"))
    before = stills(made)
    report = run(revise(made, "frames 2-4 at night"))
    assert report.changed == ("f2", "f4")
    assert "Frame 3 is locked" in report.reply
    assert stills(made)["f3"] == before["f3"]
    alone = run(revise(made, "make frame 3 darker"))
    assert alone.changed == ()
    assert "locked" in alone.reply
    moved = run(revise(made, "move frame 3 to the end"))
    assert moved.changed == ()
    assert "locked" in moved.reply


def test_an_edit_outside_the_named_frames_is_refused(made: Studio) -> None:
    head = made.project.revisions.head()
    with pytest.raises(OutOfScope):
        run(revise(made, "do something unasked to frame 5"))
    assert made.project.revisions.head() == head


def test_a_frame_that_does_not_exist_is_refused_by_name(made: Studio) -> None:
    with pytest.raises(ScopeError, match="12") as refused:
        run(revise(made, "make frame 12 darker"))
    assert "8" in f"{refused.value.message} {refused.value.hint}"


def test_a_question_changes_nothing(made: Studio) -> None:
    head = made.project.revisions.head()
    report = run(revise(made, "what is this about?"))
    assert report.changed == ()
    assert report.reply == "A fox story."
    assert made.project.revisions.head() == head


def test_asking_twice_for_the_same_makes_no_second_revision(made: Studio) -> None:
    run(revise(made, "frame 2 at night"))
    number = made.project.revisions.head().number
    report = run(revise(made, "frame 2 at night"))
    assert report.changed == ()
    assert made.project.revisions.head().number == number


def test_moving_renders_nothing_and_deleting_keeps_the_rest(made: Studio) -> None:
    moved = run(revise(made, "move frame 2 to the end"))
    assert moved.changed == ("f2",)
    assert drawn(made) == []
    gone = run(revise(made, "delete frame 1"))
    assert gone.changed == ("f1",)
    assert drawn(made) == []
    assert gone.revision == 3


def test_closing_a_make_keeps_what_was_finished_and_resume_completes_it(studio: Studio) -> None:
    work = make(studio, BRIEF)
    for event in work:
        if isinstance(event, StillStored) and event.done == 3:
            break
    work.close()
    drawn(studio).clear()
    report: MakeReport = run(resume(studio))
    assert report.reused == ("f1", "f2", "f3")
    assert drawn(studio) == ["f4", "f5", "f6", "f7", "f8"]


def test_closing_while_writing_leaves_a_project_that_resume_completes(studio: Studio) -> None:
    work = make(studio, BRIEF)
    for event in work:
        if isinstance(event, FrameWritten) and event.index == 3:
            break
    work.close()
    report: MakeReport = run(resume(studio))
    assert report.frames == 8


def test_a_damaged_still_is_rendered_again(made: Studio) -> None:
    script = made.project.revisions.head().script
    path = made.shown(script)["f4"]
    original = path.read_bytes()
    path.write_bytes(original[:-20] + bytes([original[-20] ^ 1]) + original[-19:])
    report: MakeReport = run(resume(made))
    assert report.rendered == ("f4",)
    assert path.read_bytes() == original


def test_show_tells_fresh_stale_and_missing(made: Studio) -> None:
    view = View(made.project, made.renderer, made.settings)
    assert {state.state for state in show(view).frames} == {"fresh"}
    script = made.project.revisions.head().script
    made.shown(script)["f4"].unlink()
    states = {state.id: state.state for state in show(view).frames}
    assert states["f4"] == "missing"
    work = revise(made, "frame 6 at night")
    for event in work:
        if event.type == "revision_made":
            break
    work.close()
    states = {state.id: state.state for state in show(view).frames}
    assert states["f6"] == "stale"
