"""Camera movement, performed on a still by moving a window over it."""

from __future__ import annotations

from typing import NamedTuple

from PIL import Image

from schemas.script import Camera

PAN_WINDOW = 0.86
"""Side of the window of a pan or tilt, as a share of the picture's side."""

ZOOM_WINDOW = 0.8
"""Side of the smallest window of a zoom, as a share of the picture's side."""


class Window(NamedTuple):
    """What the camera sees: a square part of the picture, in shares (0 to 1) of its sides."""

    left: float
    top: float
    size: float


_WHOLE = Window(0.0, 0.0, 1.0)
_CLOSE = Window((1 - ZOOM_WINDOW) / 2, (1 - ZOOM_WINDOW) / 2, ZOOM_WINDOW)
_SLACK = 1 - PAN_WINDOW
_LEFT = Window(0.0, _SLACK / 2, PAN_WINDOW)
_RIGHT = Window(_SLACK, _SLACK / 2, PAN_WINDOW)
_HIGH = Window(_SLACK / 2, 0.0, PAN_WINDOW)
_LOW = Window(_SLACK / 2, _SLACK, PAN_WINDOW)

PATHS: dict[Camera, tuple[Window, Window]] = {
    "static": (_WHOLE, _WHOLE),
    "pan left": (_RIGHT, _LEFT),
    "pan right": (_LEFT, _RIGHT),
    "tilt up": (_LOW, _HIGH),
    "tilt down": (_HIGH, _LOW),
    "zoom in": (_WHOLE, _CLOSE),
    "zoom out": (_CLOSE, _WHOLE),
}
"""Where each movement begins and ends. The camera moves: in "pan left" the picture goes right."""


def window_at(camera: Camera, progress: float) -> Window:
    """Where the window is.

    Args:
        camera: the movement.
        progress: 0 at its beginning, 1 at its end; the movement eases in and out between.
    """
    start, end = PATHS[camera]
    eased = progress * progress * (3 - 2 * progress)
    return Window(*(a + (b - a) * eased for a, b in zip(start, end, strict=True)))


def seen_through(still: Image.Image, window: Window, size: tuple[int, int]) -> Image.Image:
    """What `window` shows of `still`, resampled once to `size` (width, height) in pixels.

    The window's edges fall between pixels, and Lanczos resampling honours the fraction, so a slow
    movement does not jitter. A still of another shape than `size` loses its longer sides equally.
    """
    shape = size[0] / size[1]
    width, height = min(still.width, still.height * shape), min(still.height, still.width / shape)
    left = (still.width - width) / 2 + window.left * width
    top = (still.height - height) / 2 + window.top * height
    box = (
        left,
        top,
        min(left + window.size * width, still.width),
        min(top + window.size * height, still.height),
    )
    return still.resize(size, Image.Resampling.LANCZOS, box=box)
