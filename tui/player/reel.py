"""Footage as strips, made when first shown and kept as far as memory allows."""

from __future__ import annotations

import numpy as np
from textual.strip import Strip

from tui.player.cells import cell_rows, row_strip
from tui.player.decoding import Footage
from tui.player.fitting import CellSize

MOST_SEGMENTS = 150_000
"""Segments that are kept, about 25 MB. Past that, rows are made each time that they are shown.

Nothing is thrown out to make room: of a loop longer than a least-recently-used cache nothing would
be left in it when it comes round.
"""


class Reel:
    """The strips of a clip. Rows that look the same in several frames are one and the same strip.

    Args:
        footage: what to show.
    """

    def __init__(self, footage: Footage) -> None:
        self._footage = footage
        self._strips: dict[bytes, Strip] = {}
        self._segments = 0

    @property
    def length(self) -> int:
        """Number of frames."""
        return self._footage.length

    @property
    def fps(self) -> float:
        """Frames per second."""
        return self._footage.fps

    @property
    def size(self) -> CellSize:
        """Cells that one frame takes."""
        return self._footage.size

    def strips(self, frame: int) -> list[Strip]:
        """The rows of a frame, from the top."""
        indices = self._footage.indices[frame]
        rows = indices.reshape(len(indices) // 2, -1)
        return [self._strip(row.tobytes()) for row in rows]

    def _strip(self, row: bytes) -> Strip:
        strip = self._strips.get(row)
        if strip is None:
            pair = np.frombuffer(row, np.uint8).reshape(2, -1)
            strip = row_strip(cell_rows(self._footage.palette[pair])[0])
            if self._segments < MOST_SEGMENTS:
                self._strips[row] = strip
                self._segments += len(strip)
        return strip
