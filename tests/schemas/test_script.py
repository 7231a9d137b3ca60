"""The frame script refuses what does not hold together, and its published schema is current."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.export import SCHEMA_FILE, frame_script_schema
from schemas.grade import Grade, GradeChange
from schemas.script import Frame, FrameScript, Shot
from schemas.text import is_control, one_line, printable


def frame(number: int, shot: str = "s1") -> Frame:
    return Frame(id=f"f{number}", shot=shot, background="forest", action=f"A fox waits {number}.")


def script(**changes: object) -> FrameScript:
    fields: dict[str, object] = {
        "title": "Fox",
        "premise": "a fox waits",
        "shots": (Shot(id="s1", anchor="f1"),),
        "frames": (frame(1), frame(2)),
        "last_id": 2,
    }
    return FrameScript.model_validate({**fields, **changes})


def test_the_committed_schema_is_the_current_one() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == frame_script_schema()


def test_a_script_survives_json() -> None:
    original = script()
    assert FrameScript.model_validate_json(original.model_dump_json()) == original


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"frames": (frame(1), frame(1))}, "must differ"),
        ({"frames": (frame(1), frame(2, "s2"))}, "unknown shot s2"),
        ({"shots": (Shot(id="s1", anchor="f9"),)}, "anchor f9"),
        ({"last_id": 1}, "below"),
        ({"frames": ()}, "at least 1"),
        ({"fps": 61}, "60"),
        ({"width": 63}, "64"),
        ({"colour": "red"}, "not permitted"),
    ],
)
def test_what_does_not_hold_together_is_refused(changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        script(**changes)


def test_more_than_64_frames_are_refused() -> None:
    frames = tuple(frame(number) for number in range(1, 66))
    with pytest.raises(ValidationError, match="64"):
        script(frames=frames, last_id=65)


@given(st.text())
def test_printable_text_never_steers_a_terminal(text: str) -> None:
    assert not any(is_control(char) for char in printable(text))


@given(st.text())
def test_one_line_is_one_printable_line_or_an_error(text: str) -> None:
    try:
        line = one_line(text)
    except ValueError:
        return
    assert not any(is_control(char) for char in line)
    assert "\n" not in line


def test_an_escape_sequence_is_named_in_the_error() -> None:
    with pytest.raises(ValueError, match=r"\\x1b"):
        one_line("a fox \x1b[31mred")


@given(st.floats(-3, 3), st.floats(0.25, 4), st.floats(0, 4), st.floats(-1, 1), st.integers(1, 6))
def test_repeated_grade_changes_stay_inside_the_limits(
    exposure: float, contrast: float, saturation: float, temperature: float, times: int
) -> None:
    change = GradeChange(
        exposure=exposure, contrast=contrast, saturation=saturation, temperature=temperature
    )
    grade = Grade()
    for _ in range(times):
        grade = change.applied_to(grade)
    assert Grade.model_validate(grade.model_dump()) == grade
