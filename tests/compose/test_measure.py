"""Measured facts."""

from __future__ import annotations

import numpy as np
import pytest

from schemas.errors import ProjectDamaged
from tools.compose.measure import mean_luma, mean_saturation, measure_facts, share_changed
from tools.compose.pixels import Rgb, encode_png


def _plain(*colour: int) -> Rgb:
    return np.full((10, 10, 3), colour, np.uint8)


@pytest.mark.parametrize(
    ("colour", "luma", "saturation"),
    [
        ((0, 0, 0), 0, 0),
        ((255, 255, 255), 255, 0),
        ((255, 0, 0), 0.2126 * 255, 1),
        ((0, 255, 0), 0.7152 * 255, 1),
        ((0, 0, 255), 0.0722 * 255, 1),
        ((200, 100, 100), 121.26, 0.5),
    ],
)
def test_known_colours(colour: tuple[int, int, int], luma: float, saturation: float) -> None:
    assert mean_luma(_plain(*colour)) == pytest.approx(luma)
    assert mean_saturation(_plain(*colour)) == pytest.approx(saturation)


def test_a_small_difference_is_no_change_and_a_larger_one_in_one_channel_is() -> None:
    before = _plain(100, 100, 100)
    after = before.copy()
    after[:5, :, 0] += 8
    assert share_changed(before, after) == 0
    after[:2, :, 2] -= 9
    assert share_changed(before, after) == pytest.approx(0.2)


def test_facts_of_an_edit() -> None:
    facts = measure_facts("f5", encode_png(_plain(200, 100, 100)), encode_png(_plain(20, 10, 10)))
    assert facts.frame == "f5"
    assert facts.luma_before == pytest.approx(121.26)
    assert facts.luma_after == pytest.approx(12.126)
    assert facts.saturation_before == facts.saturation_after == pytest.approx(0.5)
    assert facts.pixels_changed == 1


def test_a_new_frame_has_no_facts_from_before() -> None:
    facts = measure_facts("f9", None, encode_png(_plain(1, 2, 3)))
    assert (facts.luma_before, facts.saturation_before, facts.pixels_changed) == (None, None, None)
    assert facts.luma_after is not None


def test_another_size_is_a_whole_change() -> None:
    other = np.zeros((4, 4, 3), np.uint8)
    assert measure_facts("f1", encode_png(_plain(0, 0, 0)), encode_png(other)).pixels_changed == 1


def test_what_is_no_png_is_refused_with_the_frame() -> None:
    with pytest.raises(ProjectDamaged, match="f3"):
        measure_facts("f3", b"not a picture", None)
