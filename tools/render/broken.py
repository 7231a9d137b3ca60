"""Stills that are not pictures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from schemas.script import FrameId


class BrokenStill(Exception):
    """A still came out broken; never leaves the renderer.

    Attributes:
        frame: whose.
        how: in two words.
    """

    def __init__(self, frame: FrameId, how: str) -> None:
        super().__init__(frame, how)
        self.frame = frame
        self.how = how


def require_picture(frame: FrameId, picture: NDArray[np.float32]) -> None:
    """Makes sure that a decoded still shows something.

    Half precision overflows in some autoencoders: the picture is then not finite, or black where
    what is not finite was clamped on the way.

    Args:
        frame: whose it is.
        picture: float32 [height, width, 3], 0 to 1.

    Raises:
        BrokenStill: a value is not finite, or every pixel is black.
    """
    if not np.isfinite(picture).all():
        raise BrokenStill(frame, "not finite")
    if not np.rint(picture * 255).any():
        raise BrokenStill(frame, "all black")
