"""From a draft to a script with ids."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from schemas.drafts import FrameDraft, ScriptDraft
from tests.script.samples import sample_script
from tools.script.building import build_script


def test_a_cut_begins_a_shot_anchored_at_its_first_frame() -> None:
    script = sample_script(6)
    assert [frame.id for frame in script.frames] == ["f1", "f2", "f3", "f4", "f5", "f6"]
    assert [frame.shot for frame in script.frames] == ["s1", "s1", "s1", "s1", "s2", "s2"]
    assert [(shot.id, shot.anchor) for shot in script.shots] == [("s1", "f1"), ("s2", "f5")]
    assert script.last_id == 6


def test_the_first_frame_begins_a_shot_without_a_cut() -> None:
    draft = ScriptDraft(title="One", frames=(FrameDraft(action="A fox.", background="forest"),))
    script = build_script(draft, premise="x", seed=0, width=64, height=64, fps=1)
    assert [shot.id for shot in script.shots] == ["s1"]
    assert not script.frames[0].locked
    assert script.frames[0].grade.is_neutral


def test_values_out_of_range_are_refused() -> None:
    draft = ScriptDraft(title="One", frames=(FrameDraft(action="A fox.", background="forest"),))
    with pytest.raises(ValidationError):
        build_script(draft, premise="x", seed=0, width=8, height=64, fps=1)
