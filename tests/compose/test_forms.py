"""Which frames a clip has: as many as the holds say, fading inside shots and cutting between."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.errors import ProjectDamaged, RenderError
from tests.compose.samples import script_of, write_stills
from tools.compose.canvas import canvas_size
from tools.compose.forms import clip_fps, clip_frame_count, clip_frames

shots_and_holds = st.lists(
    st.tuples(st.sampled_from("ab"), st.floats(0.1, 0.6)), min_size=1, max_size=4
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=shots_and_holds, height=st.integers(64, 90))
def test_the_count_is_what_comes_out_whatever_the_holds(
    tmp_path: Path, plan: list[tuple[str, float]], height: int
) -> None:
    letters = "".join(letter for letter, _ in plan)
    script = script_of(*({"hold": hold} for _, hold in plan), shots=letters, height=height)
    size = canvas_size(script)
    count = 0
    for picture in clip_frames(script, "animatic", write_stills(script, tmp_path)):
        assert picture.shape == (size[1], size[0], 3)
        count += 1
    assert count == clip_frame_count(script, "animatic")
    assert count == sum(round(hold * 24) for _, hold in plan)


def test_inside_a_shot_frames_fade_and_between_shots_they_cut(tmp_path: Path) -> None:
    script = script_of({"hold": 0.5}, {"hold": 0.5}, {"hold": 0.5}, shots="aab")
    corner = [
        tuple(int(part) for part in picture[0, 0])
        for picture in clip_frames(script, "animatic", write_stills(script, tmp_path))
    ]
    first, second, third = (40, 60, 200), (90, 60, 160), (140, 60, 120)
    assert corner[:9] == [first] * 9
    fade = [red for red, _, _ in corner[9:15]]
    assert fade == sorted(fade)
    assert 40 < fade[0] < fade[5] < 90
    assert fade[2] + fade[3] == pytest.approx(40 + 90, abs=1)
    assert corner[15:24] == [second] * 9
    assert corner[24:] == [third] * 12


def test_a_short_hold_shortens_the_fade(tmp_path: Path) -> None:
    script = script_of({"hold": 0.1}, {"hold": 1.0})
    reds = [
        int(picture[0, 0, 0])
        for picture in clip_frames(script, "animatic", write_stills(script, tmp_path))
    ]
    assert reds == [40] * 2 + [90] * 24


def test_the_camera_never_stands_still_in_a_movement(tmp_path: Path) -> None:
    script = script_of({"camera": "pan left", "hold": 0.5}, {"camera": "zoom in", "hold": 0.5})
    pictures = list(clip_frames(script, "animatic", write_stills(script, tmp_path)))
    moved = [(a != b).any() for a, b in pairwise(pictures)]
    assert all(moved)


def test_the_flipbook_has_each_frame_once_whole(tmp_path: Path) -> None:
    script = script_of({"camera": "zoom in", "hold": 3.0}, {"hold": 0.2}, fps=5)
    pictures = list(clip_frames(script, "flipbook", write_stills(script, tmp_path)))
    assert len(pictures) == clip_frame_count(script, "flipbook") == 2
    assert clip_fps(script, "flipbook") == 5
    assert clip_fps(script, "animatic") == 24
    assert [int(picture[0, 0, 0]) for picture in pictures] == [40, 90]


@pytest.mark.parametrize(
    ("size", "canvas"),
    [
        ((256, 256), (512, 512)),
        ((128, 192), (512, 768)),
        ((512, 768), (512, 768)),
        ((300, 200), (900, 600)),
        ((257, 301), (514, 602)),
        ((513, 1025), (514, 1026)),
        ((2048, 2048), (2048, 2048)),
        ((64, 2048), (128, 4096)),
    ],
)
def test_the_canvas_is_a_whole_multiple_even_and_large_enough(
    size: tuple[int, int], canvas: tuple[int, int]
) -> None:
    assert canvas_size(script_of({}, width=size[0], height=size[1])) == canvas


def test_a_frame_without_a_still_is_named(tmp_path: Path) -> None:
    script = script_of({}, {})
    paths = write_stills(script, tmp_path)
    with pytest.raises(RenderError, match="f2"):
        list(clip_frames(script, "animatic", {"f1": paths["f1"]}))
    paths["f2"].write_bytes(b"")
    with pytest.raises(ProjectDamaged, match=r"f2\.png"):
        list(clip_frames(script, "flipbook", paths))


def test_stills_come_back_with_their_own_pixels_when_nothing_is_enlarged(tmp_path: Path) -> None:
    script = script_of({}, width=512, height=512)
    paths = write_stills(script, tmp_path)
    (picture,) = clip_frames(script, "flipbook", paths)
    assert np.array_equal(picture[0, 0], (40, 60, 200))
    assert np.array_equal(picture[200, 200], (255, 255, 255))
