"""Pre-rasterised layers: backgrounds and sprites, ready to be composited by numpy.

Rasterising vectors takes milliseconds, compositing takes a fraction of one, so every background
variant and every sprite is rasterised once at 256 px and averaged down to the stage's size.
"""

from random import Random

import numpy as np
from numpy.typing import NDArray

from tools.pocket.training import artwork, interiors, landscapes
from tools.pocket.training.draw import SIDE, raster, raster_document
from tools.pocket.training.light import shrink
from tools.pocket.vocabulary import Vocabulary

BACKGROUND_VARIANTS = 4
"""How many compositions of each background exist: few, so that a short training learns them."""
_STEP = 4
"""Sprites are rasterised at lengths that are multiples of this, in 256 px units."""


class Stage:
    """Layers for painting scenes at one size.

    Attributes:
        size: Side of the pictures in pixels; a divisor of 256.
        indoor: The backgrounds that have a roof.
        facing: The way each thing faces as drawn; ``None`` when it faces the viewer.
    """

    def __init__(self, vocabulary: Vocabulary, size: int) -> None:
        self.size = size
        self.indoor = {each.name for each in vocabulary.backgrounds if each.indoor}
        self.facing = {each.name: each.facing for each in vocabulary.objects}
        self._artwork = {each.name: each.artwork for each in vocabulary.objects}
        self._land: dict[tuple[str, int], NDArray[np.float32]] = {}
        self._sprites: dict[tuple[str, int], NDArray[np.float32]] = {}
        self._shape: dict[str, tuple[float, float]] = {}

    def land(self, background: str, variant: int) -> NDArray[np.float32]:
        """Return a background without its sky, ``(size, size, 4)`` premultiplied."""
        key = (background, variant)
        if key not in self._land:
            name = background.replace(" ", "_")
            draw = getattr(landscapes, name, None) or getattr(interiors, name)
            self._land[key] = shrink(raster(draw(Random(f"{background}-{variant}"))), self.size)
        return self._land[key]

    def extent(self, name: str, longer: float) -> tuple[float, float]:
        """Return ``(height, width)`` of a thing whose longer side is ``longer``."""
        if name not in self._shape:
            sprite = self._full(name, SIDE)
            height, width = sprite.shape[:2]
            self._shape[name] = (height / max(height, width), width / max(height, width))
        height, width = self._shape[name]
        return height * longer, width * longer

    def sprite(
        self, name: str, longer: float, flip: bool, top: float, left: float
    ) -> tuple[NDArray[np.float32], int, int]:
        """Return a sprite on the pixel grid.

        Args:
            name: The thing.
            longer: Its longer side as a part of the picture's side.
            flip: Whether to mirror it.
            top: Its top edge as a part of the picture's side.
            left: Its left edge, likewise.

        Returns:
            ``(h, w, 4)`` premultiplied, and the pixel row and column of its top left corner.
        """
        full = self._full(name, max(round(longer * SIDE / _STEP), 1) * _STEP)
        if flip:
            full = full[:, ::-1]
        factor = SIDE // self.size
        y, x = round(top * SIDE), round(left * SIDE)
        row, column = y // factor, x // factor
        above, before = y - row * factor, x - column * factor
        below = -(above + full.shape[0]) % factor
        after = -(before + full.shape[1]) % factor
        padded = np.pad(full, ((above, below), (before, after), (0, 0)))
        height, width = padded.shape[0] // factor, padded.shape[1] // factor
        shape = (height, factor, width, factor, 4)
        return padded.reshape(shape).mean((1, 3), dtype=np.float32), row, column

    def _full(self, name: str, longer: int) -> NDArray[np.float32]:
        """Return a sprite cropped to its drawing, its longer side ``longer`` of 256 px."""
        key = (name, longer)
        if key not in self._sprites:
            text = artwork.svg(self._artwork[name])
            probe = raster_document(text, SIDE)
            rows = np.flatnonzero(probe[..., 3].max(1) > 0.02)
            columns = np.flatnonzero(probe[..., 3].max(0) > 0.02)
            drawn = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
            canvas = max(round(longer * SIDE / drawn), 1)
            image = raster_document(text, canvas)
            rows = np.flatnonzero(image[..., 3].max(1) > 0.02)
            columns = np.flatnonzero(image[..., 3].max(0) > 0.02)
            self._sprites[key] = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        return self._sprites[key]
