"""The contact sheet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from schemas.errors import ProjectDamaged
from schemas.script import FrameScript
from tests.compose.samples import script_of, write_stills
from tools.compose.pixels import Rgb, rgb_of
from tools.compose.storyboard import storyboard

LONG = "The fox runs over the hill. " * 8


def _sheet(script: FrameScript) -> Rgb:
    return rgb_of(storyboard(script, {}))


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 16, 64])
def test_every_number_of_frames_fits_on_a_page(count: int) -> None:
    sheet = storyboard(script_of(*[{}] * count), {})
    assert sheet.mode == "RGB"
    assert max(sheet.size) < 6000


@pytest.mark.parametrize("size", [(64, 2048), (2048, 64), (257, 300)])
def test_every_shape_of_still_fits_on_a_page(tmp_path: Path, size: tuple[int, int]) -> None:
    script = script_of({}, {}, width=size[0], height=size[1])
    assert max(storyboard(script, write_stills(script, tmp_path)).size) < 3000


def test_a_still_is_shown_and_a_missing_one_is_sketched(tmp_path: Path) -> None:
    script = script_of({}, {})
    stills = write_stills(script, tmp_path)
    full = rgb_of(storyboard(script, stills))
    half = rgb_of(storyboard(script, {"f1": stills["f1"]}))
    middle = full.shape[1] // 2
    assert np.array_equal(full[:, :middle], half[:, :middle])
    assert not np.array_equal(full[:, middle:], half[:, middle:])
    assert (full.reshape(-1, 3) == (90, 60, 160)).all(axis=1).sum() > 10_000


@pytest.mark.parametrize(
    "change",
    [
        {"action": "A fox runs."},
        {"camera": "pan left"},
        {"weather": "snow"},
        {"time_of_day": "night"},
        {"hold": 2.5},
        {"locked": True},
        {"grade": {"exposure": -1.0}},
    ],
)
def test_what_a_panel_says_follows_its_frame(tmp_path: Path, change: dict[str, object]) -> None:
    script, changed = script_of({}, {}), script_of({}, change)
    stills = write_stills(script, tmp_path)
    before, after = rgb_of(storyboard(script, stills)), rgb_of(storyboard(changed, stills))
    assert not np.array_equal(before[160:], after[160:])
    middle = before.shape[1] // 2
    assert np.array_equal(before[160:, : middle - 20], after[160:, : middle - 20])


def test_long_words_stay_inside_their_panels(tmp_path: Path) -> None:
    plain = script_of({}, {}, title="Fox", premise=LONG * 4, style="x" * 240)
    script = script_of(
        {"action": LONG[:240]}, {"action": "W" * 240}, title="W" * 40, premise=LONG * 4
    )
    sheet = _sheet(script)
    assert sheet.shape == _sheet(plain).shape
    paper = sheet[0, 0]
    for edge in (sheet[:, :40], sheet[:, -40:], sheet[-20:]):
        assert (edge == paper).all()


def test_frames_of_one_shot_have_numbers_of_one_colour(tmp_path: Path) -> None:
    script = script_of({}, {}, {}, shots="aab")
    sheet = rgb_of(storyboard(script, write_stills(script, tmp_path)))
    first, other = (44, 98, 128), (172, 84, 52)
    assert (sheet == first).all(axis=2).sum() == pytest.approx(
        2 * (sheet == other).all(axis=2).sum(), rel=0.2
    )


def test_a_damaged_still_is_refused_by_name(tmp_path: Path) -> None:
    script = script_of({})
    stills = write_stills(script, tmp_path)
    stills["f1"].write_bytes(b"\x89PNG")
    with pytest.raises(ProjectDamaged, match=r"f1\.png"):
        storyboard(script, stills)
