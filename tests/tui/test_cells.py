from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from textual.strip import Strip

from schemas.errors import ProjectDamaged
from tui.player.canvas import changed_rows
from tui.player.cells import picture_strips
from tui.player.decoding import decode, still_pixels
from tui.player.fitting import CellSize, fit
from tui.player.reel import Reel


def pixels_of(strips: list[Strip]) -> np.ndarray:
    """Reads a picture back from what would be printed."""
    lines: list[list[tuple[int, ...]]] = []
    for strip in strips:
        upper: list[tuple[int, ...]] = []
        lower: list[tuple[int, ...]] = []
        for text, style, _ in strip:
            assert style is not None and style.bgcolor is not None
            below = tuple(style.bgcolor.get_truecolor())
            above = below if style.color is None else tuple(style.color.get_truecolor())
            assert set(text) == ({" "} if style.color is None else {"▀"})
            upper += [above] * len(text)
            lower += [below] * len(text)
        lines += [upper, lower]
    return np.array(lines, dtype=np.uint8)


@given(
    arrays.arrays(
        np.uint8,
        st.tuples(st.sampled_from([2, 4, 6]), st.integers(1, 9), st.just(3)),
        elements=st.sampled_from([0, 1, 128, 255]),
    )
)
def test_the_cells_are_the_picture(picture: np.ndarray) -> None:
    strips = picture_strips(picture)
    assert all(strip.cell_length == picture.shape[1] for strip in strips)
    assert np.array_equal(pixels_of(strips), picture)


def test_equal_neighbours_are_one_segment() -> None:
    (strip,) = picture_strips(np.zeros((2, 80, 3), np.uint8))
    assert len(strip) == 1


@given(
    width=st.integers(1, 2000),
    height=st.integers(1, 2000),
    columns=st.integers(1, 300),
    rows=st.integers(1, 100),
)
def test_a_picture_fits_and_touches_an_edge(
    width: int, height: int, columns: int, rows: int
) -> None:
    size = fit(width, height, CellSize(columns, rows))
    assert 1 <= size.columns <= columns
    assert 1 <= size.rows <= rows
    assert size.columns == columns or size.rows >= rows - 1


def test_a_clip_is_decoded_to_its_colours_and_frame_rate(make_clip: Callable[..., Path]) -> None:
    footage = decode(make_clip(24, hold=6, fps=12), CellSize(30, 10))
    assert footage.size == CellSize(20, 10)
    assert footage.length == 24
    assert footage.fps == pytest.approx(12)
    first = footage.palette[footage.indices[0, 10, 10]]
    assert np.abs(first.astype(int) - (200, 40, 40)).max() < 16


def test_frames_that_look_the_same_share_their_rows(make_clip: Callable[..., Path]) -> None:
    reel = Reel(decode(make_clip(12, hold=6), CellSize(20, 10)))
    assert changed_rows(reel.strips(2), reel.strips(3)) == []
    assert changed_rows(reel.strips(5), reel.strips(6)) == list(range(10))


def test_a_still_is_read(make_still: Callable[..., Path]) -> None:
    picture = still_pixels(make_still(1, "still.png"), CellSize(8, 4))
    assert picture.shape == (8, 8, 3)
    assert tuple(picture[0, 0]) == (40, 160, 60)
    footage = decode(make_still(1, "still.png"), CellSize(8, 4))
    assert (footage.length, footage.size) == (1, CellSize(8, 4))


@pytest.mark.parametrize("name", ["broken.mp4", "broken.png", "missing.mp4", "missing.png"])
def test_a_file_that_is_no_picture_is_named(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name.startswith("broken"):
        path.write_bytes(b"no picture at all")
    with pytest.raises(ProjectDamaged, match=name):
        decode(path, CellSize(8, 4))
