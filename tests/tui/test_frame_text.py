"""A frame as text and back, and what is said about a text that is not a frame."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import ScriptError
from schemas.grade import Grade
from schemas.revisions import Scope
from schemas.script import Frame, FrameScript, SceneObject
from tests.tui.test_words import script
from tools.render.catalog import pocket_vocabulary
from tools.script.edits import apply_edits
from tui.app.frame_edits import edits_back, edits_between, edits_for
from tui.app.frame_text import as_toml, entries_of, frame_of, from_toml

VOCABULARY = pocket_vocabulary()
FRAME = Frame(
    id="f3",
    shot="s1",
    action='A fox says "hello" to # nobody.',
    background="forest",
    objects=(SceneObject(name="fox", attributes=("red", "facing left")), SceneObject(name="tree")),
    grade=Grade(exposure=-0.5, temperature=0.25),
    hold=1.5,
)

frames = st.builds(
    Frame,
    id=st.just("f1"),
    shot=st.just("s1"),
    action=st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=60),
    background=st.sampled_from(["forest", "a 'quoted' \"place\"", "back\\slash"]),
    objects=st.lists(
        st.builds(
            SceneObject,
            name=st.sampled_from(["fox", "old man", "tree"]),
            attributes=st.sampled_from([(), ("red",), ("red", "facing left")]),
            position=st.sampled_from(["left", "center", "right"]),
        ),
        max_size=3,
    ),
    weather=st.sampled_from(["clear", "rain"]),
    hold=st.sampled_from([0.1, 1.0, 2.5, 30.0]),
    variation=st.integers(0, 9999),
    grade=st.builds(Grade, exposure=st.sampled_from([-3.0, 0.0, 0.5])),
)


def all_of(told: FrameScript) -> Scope:
    return Scope(ids=tuple(frame.id for frame in told.frames), named=False)


@settings(deadline=None)
@given(frames)
def test_a_frame_survives_the_editor_and_the_form(frame: Frame) -> None:
    assert from_toml(as_toml(frame, 1, None), frame, None) == frame
    assert frame_of(entries_of(frame), frame, None) == frame


def test_the_text_names_the_words_that_can_be_drawn() -> None:
    text = as_toml(FRAME, 3, VOCABULARY)
    assert "lighthouse" in text
    assert "snowy forest" in text
    assert from_toml(text, FRAME, VOCABULARY) == FRAME


def test_an_entry_that_was_deleted_stays_as_it_was() -> None:
    assert from_toml('weather = "rain"', FRAME, None) == FRAME.model_copy(
        update={"weather": "rain"}
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("wether = 'rain'", "wether"),
        ("weather = 'hot'", "weather"),
        ("hold = 'long'", "'long' is not a number"),
        ("hold = 99", "hold"),
        ("exposure = 7", "exposure"),
        ("action = ''", "action"),
        ("objects = 'unicorns'", "unicorns"),
        ("objects = 'fox | red | up'", "objects"),
        ("objects = 'fox | red | left | far | more'", "more than four parts"),
        ("background = 'sea'", "sea"),
        ("action = ", "not TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_value(text: str, said: str) -> None:
    with pytest.raises(ScriptError) as caught:
        from_toml(text, FRAME, VOCABULARY)
    assert said in caught.value.message
    assert caught.value.hint


def test_a_word_near_one_that_can_be_drawn_is_suggested() -> None:
    with pytest.raises(ScriptError) as caught:
        from_toml("background = 'sea'", FRAME, VOCABULARY)
    assert "ocean" in caught.value.hint


@settings(deadline=None)
@given(frames, frames)
def test_edits_lead_from_one_frame_to_the_other(old: Frame, new: Frame) -> None:
    told = script(2)
    told = told.model_copy(update={"frames": (old, told.frames[1])})
    edited = apply_edits(told, edits_between(old, new), all_of(told))
    assert edited.frames == (new, told.frames[1])


def test_each_frame_goes_back_alone() -> None:
    old = script(4)
    changed = old.frames[1].model_copy(update={"weather": "rain", "grade": Grade(exposure=1.0)})
    left = (old.frames[0], changed, old.frames[3])
    new = old.model_copy(update={"frames": left})
    back = apply_edits(new, edits_back("f2", old, new), all_of(new))
    assert back.frames == (old.frames[0], old.frames[1], old.frames[3])
    restored = apply_edits(new, edits_back("f3", old, new), all_of(new))
    assert [frame.action for frame in restored.frames] == [f.action for f in (
        old.frames[0], changed, old.frames[2], old.frames[3])]  # fmt: skip
    shorter = apply_edits(old, edits_back("f3", new, old), all_of(old))
    assert [frame.id for frame in shorter.frames] == ["f1", "f2", "f4"]


def test_keys_at_the_edges_do_nothing() -> None:
    told = script(1)
    (only,) = told.frames
    assert [edits_for(wish, only, told) for wish in ("earlier", "later", "remove")] == [(), (), ()]
