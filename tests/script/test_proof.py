"""What differs between two scripts, and the proof that nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import OutOfScope
from schemas.grade import Grade
from schemas.script import FrameScript
from tests.script.samples import sample_script
from tools.script.changing import with_fields
from tools.script.describing import describe_change
from tools.script.proof import diff_scripts, prove

SCRIPT = sample_script(8)


def with_frame(script: FrameScript, frame_id: str, **fields: object) -> FrameScript:
    frames = tuple(
        with_fields(frame, **fields) if frame.id == frame_id else frame for frame in script.frames
    )
    return with_fields(script, frames=frames)


def reordered(*numbers: int) -> FrameScript:
    return with_fields(SCRIPT, frames=tuple(SCRIPT.frame(f"f{number}") for number in numbers))


def test_equal_scripts_do_not_differ() -> None:
    diff = diff_scripts(SCRIPT, sample_script(8))
    assert (diff.touched, diff.moved, diff.shared) == ((), (), ())
    assert describe_change(SCRIPT, SCRIPT) == ()


def test_one_moved_frame_is_one_moved_frame() -> None:
    assert diff_scripts(SCRIPT, reordered(2, 3, 4, 5, 6, 7, 8, 1)).moved == ("f1",)
    assert diff_scripts(SCRIPT, reordered(8, 1, 2, 3, 4, 5, 6, 7)).moved == ("f8",)
    assert diff_scripts(SCRIPT, reordered(1, 6, 3, 4, 5, 2, 7, 8)).moved == ("f6", "f2")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("action", "Something else."),
        ("lighting", "dark"),
        ("hold", 2.0),
        ("locked", True),
        ("grade", Grade(exposure=-0.5)),
        ("variation", 1),
        ("shot", "s2"),
    ],
)
def test_every_field_of_a_frame_outside_the_scope_is_proved(field: str, value: object) -> None:
    new = with_frame(SCRIPT, "f3", **{field: value})
    prove(SCRIPT, new, frozenset({"f3"}))
    with pytest.raises(OutOfScope, match="frame 3 would change"):
        prove(SCRIPT, new, frozenset({"f4"}))


def test_a_frame_outside_the_scope_may_not_vanish_nor_move() -> None:
    with pytest.raises(OutOfScope, match="frame 8 would vanish"):
        prove(SCRIPT, reordered(1, 2, 3, 4, 5, 6, 7), frozenset({"f1"}))
    with pytest.raises(OutOfScope, match="change places"):
        prove(SCRIPT, reordered(2, 1, 3, 4, 5, 6, 7, 8), frozenset({"f5"}))
    prove(SCRIPT, reordered(2, 3, 4, 5, 6, 7, 8, 1), frozenset({"f1"}))


def test_what_all_frames_share_may_change_only_where_all_are_allowed() -> None:
    new = with_fields(SCRIPT, style="ink")
    with pytest.raises(OutOfScope, match="the style of the whole script"):
        prove(SCRIPT, new, frozenset({"f1"}))
    prove(SCRIPT, new, frozenset(frame.id for frame in SCRIPT.frames))


def test_an_anchor_may_not_pass_to_another_frame_while_it_exists() -> None:
    shots = (with_fields(SCRIPT.shots[0], anchor="f2"), SCRIPT.shots[1])
    with pytest.raises(OutOfScope, match="shot s1"):
        prove(SCRIPT, with_fields(SCRIPT, shots=shots), frozenset({"f2"}))


def test_changes_are_told_in_one_line_per_frame() -> None:
    new = with_frame(SCRIPT, "f5", lighting="dark", grade=Grade(exposure=-0.7))
    assert describe_change(SCRIPT, new) == (
        "frame 5: lighting neutral -> dark, exposure 0 -> -0.7",
    )
    assert describe_change(SCRIPT, reordered(2, 3, 4, 5, 6, 7, 8, 1)) == ("frame 8: was frame 1",)
    gone = describe_change(SCRIPT, reordered(1, 2, 3, 4, 5, 6, 7))
    assert gone == ("frame 8: removed",)
    locked = describe_change(SCRIPT, with_frame(SCRIPT, "f2", locked=True))
    assert locked == ("frame 2: locked",)
    styled = describe_change(SCRIPT, with_fields(SCRIPT, style="ink"))
    assert styled == ("style: none -> ink",)


@given(permutation=st.permutations(list(range(1, 9))))
def test_moved_frames_explain_any_new_order(permutation: list[int]) -> None:
    new = reordered(*permutation)
    moved = set(diff_scripts(SCRIPT, new).moved)
    still = [frame.id for frame in new.frames if frame.id not in moved]
    assert still == [frame.id for frame in SCRIPT.frames if frame.id not in moved]
    prove(SCRIPT, new, frozenset(moved))
