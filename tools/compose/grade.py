"""Grading: exposure, temperature, contrast and saturation of a still, in that order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from schemas.grade import Grade
from tools.compose.measure import LUMA, luma
from tools.compose.pixels import Rgb

_Floats = NDArray[np.float64]

TEMPERATURE_STOPS = 0.5
"""How far red rises and blue falls at temperature 1, in stops of linear light."""


def apply_grade(rgb: Rgb, grade: Grade) -> Rgb:
    """A graded copy of a still.

    Exposure and temperature act on linear light, as they would in a camera; contrast and
    saturation act on the encoded values, as they do on a grading desk. Values that leave the range
    are clipped. The same still and grade give the same bytes; the neutral grade gives equal ones.

    Args:
        rgb: uint8 [height, width, 3], sRGB.
        grade: what to apply.

    Returns:
        uint8 [height, width, 3], sRGB.
    """
    if grade.is_neutral:
        return rgb.copy()
    light = to_linear(rgb / 255.0)
    light *= 2.0**grade.exposure * _temperature_gains(grade.temperature)
    encoded = to_encoded(np.clip(light, 0.0, 1.0))
    mean = luma(encoded).mean()
    encoded = mean + grade.contrast * (encoded - mean)
    grey = luma(encoded)[..., np.newaxis]
    encoded = grey + grade.saturation * (encoded - grey)
    return np.floor(np.clip(encoded, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)


def to_linear(encoded: _Floats) -> _Floats:
    """Linear light, 0 to 1, of sRGB values, 0 to 1 (IEC 61966-2-1)."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def to_encoded(linear: _Floats) -> _Floats:
    """SRGB values, 0 to 1, of linear light, 0 to 1 (IEC 61966-2-1)."""
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


def _temperature_gains(temperature: float) -> _Floats:
    """Gains of the three channels that warm or cool a picture and leave white equally bright."""
    stops = TEMPERATURE_STOPS * temperature
    gains = np.exp2(np.array([stops, 0.0, -stops]))
    return gains / (gains @ LUMA)
