"""Grading does what its words say, and nothing where it says nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from schemas.grade import Grade, GradeChange
from tools.compose.grade import apply_grade, to_encoded, to_linear
from tools.compose.measure import mean_luma, mean_saturation
from tools.compose.pixels import Rgb

pictures = arrays(np.uint8, st.tuples(st.integers(1, 8), st.integers(1, 8), st.just(3)))
grades = st.builds(
    Grade,
    exposure=st.floats(-3, 3),
    contrast=st.floats(0.25, 4),
    saturation=st.floats(0, 4),
    temperature=st.floats(-1, 1),
)


@pytest.fixture
def photo() -> Rgb:
    ramp = np.linspace(20, 210, 32).astype(np.uint8)
    rgb = np.empty((32, 32, 3), np.uint8)
    rgb[..., 0], rgb[..., 1], rgb[..., 2] = ramp, ramp[::-1], ramp[:, np.newaxis]
    return rgb


@given(pictures)
def test_neutral_grade_is_byte_exact(rgb: Rgb) -> None:
    graded = apply_grade(rgb, Grade())
    assert np.array_equal(graded, rgb)
    assert graded is not rgb


@given(pictures, grades)
def test_a_grade_is_deterministic_and_leaves_its_input_alone(rgb: Rgb, grade: Grade) -> None:
    before = rgb.copy()
    first, second = apply_grade(rgb, grade), apply_grade(rgb, grade)
    assert first.dtype == np.uint8
    assert first.shape == rgb.shape
    assert np.array_equal(first, second)
    assert np.array_equal(rgb, before)


@given(pictures, st.floats(0.1, 3))
def test_less_exposure_never_brightens_a_pixel_and_more_never_darkens_one(
    rgb: Rgb, stops: float
) -> None:
    assert (apply_grade(rgb, Grade(exposure=-stops)) <= rgb).all()
    assert (apply_grade(rgb, Grade(exposure=stops)) >= rgb).all()


@given(pictures)
def test_no_saturation_is_grey(rgb: Rgb) -> None:
    graded = apply_grade(rgb, Grade(saturation=0))
    assert mean_saturation(graded) == 0


@given(pictures, st.floats(1.5, 4))
def test_less_contrast_never_spreads_luma(rgb: Rgb, factor: float) -> None:
    def spread(picture: Rgb) -> float:
        return float(np.ptp(picture.astype(int).sum(axis=2)))

    assert spread(apply_grade(rgb, Grade(contrast=1 / factor))) <= spread(rgb) + 3


@given(arrays(np.float64, 16, elements=st.floats(0, 1)))
def test_transfer_functions_undo_each_other(values: np.ndarray) -> None:
    assert np.allclose(to_encoded(to_linear(values)), values, atol=1e-6)


def test_one_stop_halves_linear_light(photo: Rgb) -> None:
    darker = apply_grade(photo, Grade(exposure=-1))
    light, less = to_linear(photo / 255.0), to_linear(darker / 255.0)
    assert less.mean() == pytest.approx(light.mean() / 2, rel=0.01)


def test_one_stop_down_lowers_mean_luma_by_more_than_a_tenth(photo: Rgb) -> None:
    assert mean_luma(apply_grade(photo, Grade(exposure=-1))) < 0.9 * mean_luma(photo)


def test_darker_said_twice_is_darker_twice(photo: Rgb) -> None:
    once = GradeChange(exposure=-0.6).applied_to(Grade())
    twice = GradeChange(exposure=-0.6).applied_to(once)
    luma = [mean_luma(apply_grade(photo, grade)) for grade in (Grade(), once, twice)]
    assert luma == sorted(luma, reverse=True)


def test_contrast_keeps_mean_luma(photo: Rgb) -> None:
    graded = apply_grade(photo, Grade(contrast=0.6))
    assert mean_luma(graded) == pytest.approx(mean_luma(photo), abs=1)
    assert np.std(graded) < np.std(photo)


def test_temperature_warms_cools_and_keeps_the_brightness_of_grey() -> None:
    grey = np.full((4, 4, 3), 120, np.uint8)
    warm, cold = apply_grade(grey, Grade(temperature=1)), apply_grade(grey, Grade(temperature=-1))
    assert warm[0, 0, 0] > 120 > warm[0, 0, 2]
    assert cold[0, 0, 0] < 120 < cold[0, 0, 2]
    assert mean_luma(warm) == pytest.approx(120, abs=4)
    assert mean_luma(cold) == pytest.approx(120, abs=4)
