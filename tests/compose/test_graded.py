"""Graded stills on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import ProjectDamaged
from schemas.grade import Grade
from tools.compose.graded import ensure_graded, graded_key
from tools.compose.pixels import encode_png, read_png

KEY = "ab" * 32
DARK = Grade(exposure=-1)


@pytest.fixture
def frames(tmp_path: Path) -> Path:
    rgb = np.arange(32 * 32 * 3, dtype=np.uint32).astype(np.uint8).reshape(32, 32, 3)
    (tmp_path / f"{KEY}.png").write_bytes(encode_png(rgb))
    return tmp_path


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_keys_differ_exactly_where_grades_do(first: float, second: float) -> None:
    a, b = Grade(exposure=first), Grade(exposure=second)
    assert (graded_key(KEY, a) == graded_key(KEY, b)) == (a == b)


def test_the_neutral_grade_has_the_stills_own_key_and_file(frames: Path) -> None:
    assert graded_key(KEY, Grade()) == KEY
    assert ensure_graded(frames, KEY, Grade()) == frames / f"{KEY}.png"
    assert len(list(frames.iterdir())) == 1


def test_a_graded_still_is_made_once(frames: Path) -> None:
    path = ensure_graded(frames, KEY, DARK)
    assert path == frames / f"{graded_key(KEY, DARK)}.png"
    assert read_png(path).mean() < read_png(frames / f"{KEY}.png").mean()
    made = path.stat().st_mtime_ns
    assert ensure_graded(frames, KEY, DARK) == path
    assert path.stat().st_mtime_ns == made


def test_a_lost_or_damaged_graded_still_comes_back_byte_identical(frames: Path) -> None:
    path = ensure_graded(frames, KEY, DARK)
    sound = path.read_bytes()
    path.unlink()
    ensure_graded(frames, KEY, DARK)
    assert path.read_bytes() == sound
    for position in [*range(0, len(sound), 7), *range(len(sound) - 12, len(sound))]:
        damaged = bytearray(sound)
        damaged[position] ^= 0x10
        path.write_bytes(damaged)
        ensure_graded(frames, KEY, DARK)
        assert path.read_bytes() == sound


def test_a_damaged_or_missing_still_is_refused_by_name(frames: Path) -> None:
    still = frames / f"{KEY}.png"
    still.write_bytes(still.read_bytes()[:-40])
    with pytest.raises(ProjectDamaged, match=KEY):
        ensure_graded(frames, KEY, DARK)
    still.unlink()
    with pytest.raises(ProjectDamaged, match=KEY):
        ensure_graded(frames, KEY, DARK)
