"""Camera movements: the right way, over the whole way, and smooth."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from schemas.script import Camera
from tools.compose.motion import PATHS, seen_through, window_at
from tools.compose.pixels import rgb_of

cameras = st.sampled_from(get_args(Camera))


def _dot_at(x: int, y: int) -> Image.Image:
    rgb = np.zeros((128, 128, 3), np.uint8)
    yy, xx = np.mgrid[0:128, 0:128]
    rgb[:] = (255 * np.exp(-((xx - x) ** 2 + (yy - y) ** 2) / 50))[..., np.newaxis]
    return Image.fromarray(rgb)


def _centre(picture: Image.Image) -> tuple[float, float]:
    weight = rgb_of(picture)[..., 0].astype(float)
    yy, xx = np.mgrid[0 : weight.shape[0], 0 : weight.shape[1]]
    return float((xx * weight).sum() / weight.sum()), float((yy * weight).sum() / weight.sum())


def test_every_camera_has_a_path() -> None:
    assert set(PATHS) == set(get_args(Camera))


@given(cameras, st.floats(0, 1))
def test_the_window_stays_inside_the_picture(camera: Camera, progress: float) -> None:
    left, top, size = window_at(camera, progress)
    assert min(left, top) >= -1e-9
    assert max(left, top) + size <= 1 + 1e-9
    assert 0.75 < size <= 1


@given(cameras)
def test_a_movement_begins_and_ends_on_its_path(camera: Camera) -> None:
    assert window_at(camera, 0.0) == pytest.approx(PATHS[camera][0])
    assert window_at(camera, 1.0) == pytest.approx(PATHS[camera][1])


def test_static_shows_the_whole_still_unchanged() -> None:
    still = _dot_at(50, 70)
    same = seen_through(still, window_at("static", 0.3), still.size)
    assert np.array_equal(rgb_of(same), rgb_of(still))


@pytest.mark.parametrize(
    ("camera", "axis", "sign"),
    [("pan left", 0, 1), ("pan right", 0, -1), ("tilt up", 1, 1), ("tilt down", 1, -1)],
)
def test_the_picture_moves_against_the_camera(camera: Camera, axis: int, sign: int) -> None:
    still = _dot_at(64, 64)
    start, end = (_centre(seen_through(still, window_at(camera, t), (256, 256))) for t in (0, 1))
    assert sign * (end[axis] - start[axis]) > 30
    assert end[1 - axis] == pytest.approx(start[1 - axis], abs=0.5)


def test_zooming_in_enlarges_and_zooming_out_is_its_reverse() -> None:
    still = _dot_at(100, 64)
    wide, close = (
        _centre(seen_through(still, window_at("zoom in", t), (256, 256))) for t in (0, 1)
    )
    assert close[0] > wide[0] + 10
    assert window_at("zoom out", 0.25) == pytest.approx(window_at("zoom in", 0.75))


def test_a_slow_pan_moves_in_steps_below_a_pixel_without_jitter() -> None:
    still = _dot_at(64, 64)
    places = [
        _centre(seen_through(still, window_at("pan right", t / 239), (256, 256)))[0]
        for t in range(100, 140)
    ]
    steps = -np.diff(places)
    assert steps.min() > 0
    assert steps.max() - steps.min() < 0.05


def test_a_still_of_another_shape_is_cropped_not_stretched() -> None:
    rgb = np.zeros((50, 200, 3), np.uint8)
    rgb[:, 75:125] = 255
    square = rgb_of(seen_through(Image.fromarray(rgb), window_at("static", 0), (50, 50)))
    assert square.min() > 250
