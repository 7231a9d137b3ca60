"""Sketches: what differs in a frame's fields can be seen."""

from __future__ import annotations

from itertools import combinations
from typing import get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.script import Camera, Frame, Position, Scale, SceneObject, TimeOfDay, Weather
from tests.compose.samples import script_of
from tools.compose.measure import mean_luma, share_changed
from tools.compose.pixels import Rgb, rgb_of
from tools.compose.sketch import sketch

SIZE = (128, 96)


def _drawn(**fields: object) -> Rgb:
    return rgb_of(sketch(script_of(fields).frames[0], SIZE))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.builds(
        Frame,
        id=st.just("f1"),
        shot=st.just("s1"),
        background=st.text("abc ü🦊", min_size=1, max_size=60).filter(str.strip),
        action=st.just("A fox sits."),
        objects=st.lists(
            st.builds(
                SceneObject,
                name=st.text("abc", min_size=1, max_size=40),
                position=st.sampled_from(get_args(Position)),
                scale=st.sampled_from(get_args(Scale)),
            ),
            max_size=6,
        ).map(tuple),
        lighting=st.sampled_from(["bright", "neutral", "dark", "candlelight"]),
        weather=st.sampled_from(get_args(Weather)),
        camera=st.sampled_from(get_args(Camera)),
    ),
    st.tuples(st.integers(64, 200), st.integers(64, 200)),
)
def test_every_frame_has_a_sketch_of_its_size_always_the_same(
    frame: Frame, size: tuple[int, int]
) -> None:
    first = sketch(frame, size)
    assert first.size == size
    assert first.mode == "RGB"
    assert first.tobytes() == sketch(frame, size).tobytes()


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("time_of_day", get_args(TimeOfDay)),
        ("weather", get_args(Weather)),
        ("camera", get_args(Camera)),
        ("lighting", ("bright", "neutral", "dark")),
    ],
)
def test_no_two_words_look_the_same(field: str, words: tuple[str, ...]) -> None:
    sketches = [_drawn(**{field: word}) for word in words]
    for one, other in combinations(sketches, 2):
        assert share_changed(one, other) > 0.005


def test_night_and_dark_light_are_darker() -> None:
    assert mean_luma(_drawn(time_of_day="night")) < 0.6 * mean_luma(_drawn(time_of_day="day"))
    assert mean_luma(_drawn(lighting="dark")) < 0.85 * mean_luma(_drawn())


@pytest.mark.parametrize(("position", "side"), [("left", 0), ("right", 1)])
def test_a_thing_stands_where_its_position_says(position: str, side: int) -> None:
    empty = _drawn(objects=())
    placed = _drawn(objects=({"name": "fox", "position": position},))
    changed = (np.abs(empty.astype(int) - placed.astype(int)).max(axis=2) > 8).mean(axis=0)
    halves = changed[:64].sum(), changed[64:].sum()
    assert halves[side] > 5 * halves[1 - side]


def test_a_close_up_is_larger_than_a_far_thing() -> None:
    empty = _drawn(objects=())
    far, near = (
        share_changed(empty, _drawn(objects=({"name": "fox", "scale": scale},)))
        for scale in ("far", "close-up")
    )
    assert near > 3 * far


def test_two_things_at_one_place_are_both_seen() -> None:
    fox = {"name": "fox", "position": "left"}
    one, two = _drawn(objects=(fox,)), _drawn(objects=(fox, {"name": "kite", "position": "left"}))
    assert share_changed(one, two) > 0.05
