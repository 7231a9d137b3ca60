"""How large a picture may be shown in a given number of cells."""

from __future__ import annotations

from typing import NamedTuple


class CellSize(NamedTuple):
    """A size in terminal cells. A cell is one pixel wide and two pixels high."""

    columns: int
    rows: int


def fit(width: int, height: int, room: CellSize) -> CellSize:
    """The largest size inside `room` that keeps the proportions of `width` x `height` pixels.

    Returns:
        At least one cell each way, so that the smallest room still shows a colour.
    """
    scale = min(room.columns / width, 2 * room.rows / height)
    columns = max(1, min(room.columns, round(width * scale)))
    rows = max(1, min(room.rows, round(height * scale / 2)))
    return CellSize(columns, rows)
