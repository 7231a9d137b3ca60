"""What each edit does, and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.drafts import FrameDraft, ScriptDraft
from schemas.edits import (
    Edit,
    FrameChange,
    GradeFrames,
    InsertFrame,
    LockFrames,
    MoveFrame,
    RemoveFrames,
    RewriteScript,
    SetCharacter,
    SetStyle,
    SwapFrames,
    UnlockFrames,
    UpdateFrames,
)
from schemas.errors import LockedFrame, OutOfScope, ScriptError
from schemas.grade import GradeChange
from schemas.revisions import Scope
from schemas.script import FrameScript, SceneObject
from tests.script.samples import EDITS, sample_script
from tools.script.edits import apply_edits
from tools.script.proof import diff_scripts, prove

SCRIPT = sample_script(8)
DRAFT = FrameDraft(action="The fox sleeps.", background="forest")
NIGHT = FrameChange(time_of_day="night")


def everything(script: FrameScript) -> Scope:
    return Scope(ids=tuple(frame.id for frame in script.frames), named=False)


def only(*ids: str) -> Scope:
    return Scope(ids=ids, named=True)


def applied(*edits: Edit, script: FrameScript = SCRIPT) -> FrameScript:
    return apply_edits(script, edits, everything(script))


def order(script: FrameScript) -> list[str]:
    return [frame.id for frame in script.frames]


def things(script: FrameScript, frame: str) -> list[str]:
    return [thing.name for thing in script.frame(frame).objects]


def test_update_changes_the_named_fields_of_the_named_frames() -> None:
    script = applied(UpdateFrames(ids=("f1", "f2"), changes=NIGHT))
    assert diff_scripts(SCRIPT, script).changed == ("f1", "f2")
    assert script.frame("f2") == SCRIPT.frame("f2").model_copy(update={"time_of_day": "night"})


def test_objects_are_put_in_replaced_and_taken_out() -> None:
    near = SceneObject(name="Fox", scale="close-up")
    change = FrameChange(add_objects=(near, SceneObject(name="cat")), remove_objects=("dog",))
    script = applied(UpdateFrames(ids=("f2",), changes=change))
    assert things(script, "f2") == ["Fox", "cat"]
    assert script.frame("f2").objects[0].scale == "close-up"


def test_an_object_is_removed_from_those_frames_that_have_it() -> None:
    change = FrameChange(remove_objects=("dog",))
    script = applied(UpdateFrames(ids=("f1", "f2", "f3"), changes=change))
    assert diff_scripts(SCRIPT, script).changed == ("f2", "f3")
    with pytest.raises(ScriptError, match=r"no 'dog' to remove in frame 1, only fox"):
        applied(UpdateFrames(ids=("f1",), changes=change))


def test_a_seventh_object_is_refused() -> None:
    more = tuple(SceneObject(name=f"cat {number}") for number in range(6))
    with pytest.raises(ScriptError, match="7 objects"):
        applied(UpdateFrames(ids=("f1",), changes=FrameChange(add_objects=more)))


def test_clearing_comes_before_setting() -> None:
    graded = applied(GradeFrames(ids=("f1",), change=GradeChange(exposure=-1.0)))
    change = FrameChange(clear=("objects", "grade"), add_objects=(SceneObject(name="owl"),))
    script = applied(UpdateFrames(ids=("f1",), changes=change), script=graded)
    assert things(script, "f1") == ["owl"]
    assert script.frame("f1").grade.is_neutral


def test_darker_twice_is_darker_twice_and_stops_at_the_limit() -> None:
    darker = GradeFrames(ids=("f5",), change=GradeChange(exposure=-2.0))
    assert applied(darker).frame("f5").grade.exposure == -2.0
    assert applied(darker, darker).frame("f5").grade.exposure == -3.0


def test_an_inserted_frame_gets_a_new_id_and_joins_the_shot_before_it() -> None:
    script = applied(InsertFrame(after="f4", frame=DRAFT))
    assert order(script) == ["f1", "f2", "f3", "f4", "f9", "f5", "f6", "f7", "f8"]
    assert script.frame("f9").shot == "s1"
    assert script.last_id == 9
    assert applied(InsertFrame(after=None, frame=DRAFT)).frames[0].shot == "s1"


def test_an_inserted_cut_begins_a_shot() -> None:
    draft = DRAFT.model_copy(update={"cut": True})
    script = applied(InsertFrame(after="f4", frame=draft))
    assert script.shot(script.frame("f9").shot).anchor == "f9"
    assert len(script.shots) == 3


def test_an_id_is_never_given_twice() -> None:
    script = applied(RemoveFrames(ids=("f8",)), InsertFrame(after="f7", frame=DRAFT))
    assert order(script)[-1] == "f9"


def test_a_shot_that_loses_its_anchor_takes_the_next_and_an_empty_one_vanishes() -> None:
    assert applied(RemoveFrames(ids=("f5",))).shot("s2").anchor == "f6"
    script = applied(RemoveFrames(ids=("f5", "f6", "f7", "f8")))
    assert [shot.id for shot in script.shots] == ["s1"]


def test_the_last_frame_cannot_be_removed() -> None:
    with pytest.raises(ScriptError, match="leaves none"):
        applied(RemoveFrames(ids=tuple(order(SCRIPT))))


def test_a_full_script_takes_no_more() -> None:
    with pytest.raises(ScriptError, match="64 is the most"):
        applied(InsertFrame(after=None, frame=DRAFT), script=sample_script(64))


@pytest.mark.parametrize(
    ("after", "expected"),
    [(None, "f2 f1 f3 f4 f5 f6 f7 f8"), ("f8", "f1 f3 f4 f5 f6 f7 f8 f2"), ("f1", None)],
)
def test_moving_changes_the_order_and_nothing_else(after: str | None, expected: str | None) -> None:
    script = applied(MoveFrame(id="f2", after=after))
    assert order(script) == (expected.split() if expected else order(SCRIPT))
    assert {frame.id: frame for frame in script.frames} == {f.id: f for f in SCRIPT.frames}
    assert script.shots == SCRIPT.shots


def test_swapping_exchanges_places() -> None:
    script = applied(SwapFrames(first="f2", second="f6"))
    assert order(script) == ["f1", "f6", "f3", "f4", "f5", "f2", "f7", "f8"]


@pytest.mark.parametrize(
    "edit",
    [
        UpdateFrames(ids=("f2", "f3"), changes=NIGHT),
        GradeFrames(ids=("f3",), change=GradeChange(exposure=1.0)),
        RemoveFrames(ids=("f3",)),
        MoveFrame(id="f3", after=None),
        SwapFrames(first="f1", second="f3"),
        SetStyle(style="watercolour"),
        SetCharacter(name="Mia", look="a tall girl"),
        RewriteScript(draft=ScriptDraft(title="Again", frames=(DRAFT,))),
    ],
)
def test_a_locked_frame_is_refused_by_its_number(edit: Edit) -> None:
    locked = applied(MoveFrame(id="f3", after="f8"), LockFrames(ids=("f3",)))
    with pytest.raises(LockedFrame, match="frame 8 is locked") as caught:
        applied(edit, script=locked)
    assert "unlock frame 8" in caught.value.hint


def test_unlocking_lets_the_frame_change() -> None:
    locked = applied(LockFrames(ids=("f3",)))
    script = applied(
        UnlockFrames(ids=("f3",)), UpdateFrames(ids=("f3",), changes=NIGHT), script=locked
    )
    assert script.frame("f3").time_of_day == "night"


@pytest.mark.parametrize(
    "edit",
    [
        UpdateFrames(ids=("f5", "f6"), changes=NIGHT),
        GradeFrames(ids=("f6",), change=GradeChange(exposure=1.0)),
        RemoveFrames(ids=("f6",)),
        MoveFrame(id="f6", after=None),
        SwapFrames(first="f5", second="f6"),
        LockFrames(ids=("f6",)),
        SetStyle(style="watercolour"),
    ],
)
def test_what_nobody_named_is_refused(edit: Edit) -> None:
    with pytest.raises(OutOfScope, match=r"not among the frames that the request names \(5\)"):
        apply_edits(SCRIPT, (edit,), only("f5"))


def test_an_inserted_frame_may_be_changed_by_the_edits_behind_it() -> None:
    edits = (InsertFrame(after="f3", frame=DRAFT), UpdateFrames(ids=("f9",), changes=NIGHT))
    assert apply_edits(SCRIPT, edits, only()).frame("f9").time_of_day == "night"


def test_style_may_change_where_every_frame_is_named() -> None:
    script = apply_edits(SCRIPT, (SetStyle(style="ink"),), only(*order(SCRIPT)))
    assert script.style == "ink"


@pytest.mark.parametrize(
    "edit",
    [
        UpdateFrames(ids=("f12",), changes=NIGHT),
        InsertFrame(after="f12", frame=DRAFT),
        MoveFrame(id="f1", after="f12"),
        SwapFrames(first="f1", second="f12"),
    ],
)
def test_an_unknown_id_is_refused_with_the_known_ones(edit: Edit) -> None:
    with pytest.raises(ScriptError, match=r"id f12; the ids are f1, f2, f3"):
        applied(edit)


def test_a_frame_cannot_be_moved_behind_itself() -> None:
    with pytest.raises(ScriptError, match="behind itself"):
        applied(MoveFrame(id="f2", after="f2"))


def test_a_character_of_the_same_name_changes_its_look() -> None:
    script = applied(
        SetCharacter(name="Mia", look="tall"), SetCharacter(name="mia", look="in a red coat")
    )
    assert [character.look for character in script.characters] == ["in a red coat"]


def test_a_rewrite_keeps_premise_seed_and_size_and_gives_new_ids() -> None:
    script = applied(RewriteScript(draft=ScriptDraft(title="Again", frames=(DRAFT, DRAFT))))
    assert order(script) == ["f9", "f10"]
    assert (script.premise, script.seed, script.width) == (SCRIPT.premise, 7, 256)


SCOPES = st.frozensets(st.integers(1, 8), max_size=8).map(
    lambda indices: only(*(f"f{index}" for index in sorted(indices)))
)


@given(edits=st.lists(EDITS, min_size=1, max_size=6), scope=SCOPES | st.just(everything(SCRIPT)))
def test_no_edits_reach_beyond_their_scope_or_break_the_schema(
    edits: list[Edit], scope: Scope
) -> None:
    try:
        script = apply_edits(SCRIPT, edits, scope)
    except ScriptError as error:
        assert error.message
        return
    assert FrameScript.model_validate_json(script.model_dump_json()) == script
    assert script.last_id >= SCRIPT.last_id
    if scope.named:
        prove(SCRIPT, script, frozenset(scope.ids))
        for frame in SCRIPT.frames:
            if frame.id not in scope.ids:
                assert script.frame(frame.id) == frame


@given(edits=st.lists(EDITS, min_size=1, max_size=6), lock=st.sets(st.integers(1, 8), min_size=1))
def test_no_edit_changes_a_locked_frame(edits: list[Edit], lock: set[int]) -> None:
    ids = tuple(f"f{index}" for index in sorted(lock))
    script = locked = applied(LockFrames(ids=ids))
    for edit in edits:
        if isinstance(edit, UnlockFrames):
            continue
        try:
            script = applied(edit, script=script)
        except ScriptError:
            continue
    assert [script.frame(frame_id) for frame_id in ids] == [locked.frame(i) for i in ids]


@given(edits=st.lists(EDITS, min_size=1, max_size=4))
def test_applying_is_a_function_of_its_arguments(edits: list[Edit]) -> None:
    before = SCRIPT.model_dump_json()
    results: list[str] = []
    for _ in range(2):
        try:
            results.append(applied(*edits).model_dump_json())
        except ScriptError as error:
            results.append(error.message)
    assert results[0] == results[1]
    assert SCRIPT.model_dump_json() == before
