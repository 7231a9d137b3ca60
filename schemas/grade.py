"""The grade: exposure, contrast, saturation and temperature of a rendered still."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.base import Value

EXPOSURE_LIMIT = 3.0
"""Stops. Beyond three stops an 8-bit still has nothing left to show."""


class Grade(Value):
    """Applied to a rendered still without diffusion. The default changes nothing."""

    exposure: Annotated[float, Field(ge=-EXPOSURE_LIMIT, le=EXPOSURE_LIMIT)] = 0.0
    """Stops: +1 doubles linear light, -1 halves it."""
    contrast: Annotated[float, Field(ge=0.25, le=4.0)] = 1.0
    """Factor around the still's mean luma; 1 is unchanged."""
    saturation: Annotated[float, Field(ge=0.0, le=4.0)] = 1.0
    """Factor on colour; 0 is grey, 1 is unchanged."""
    temperature: Annotated[float, Field(ge=-1.0, le=1.0)] = 0.0
    """-1 is coldest (blue), +1 is warmest (orange)."""

    @property
    def is_neutral(self) -> bool:
        """Whether the grade changes nothing."""
        return self == Grade()


class GradeChange(Value):
    """What to add to a grade. Relative, so that "darker" said twice is darker twice."""

    exposure: Annotated[float, Field(ge=-EXPOSURE_LIMIT, le=EXPOSURE_LIMIT)] = 0.0
    """Stops to add."""
    contrast: Annotated[float, Field(ge=0.25, le=4.0)] = 1.0
    """Factor to multiply by."""
    saturation: Annotated[float, Field(ge=0.0, le=4.0)] = 1.0
    """Factor to multiply by."""
    temperature: Annotated[float, Field(ge=-1.0, le=1.0)] = 0.0
    """Temperature to add."""

    def applied_to(self, grade: Grade) -> Grade:
        """`grade` with this change added, held inside the grade's limits."""
        return Grade(
            exposure=_held(grade.exposure + self.exposure, -EXPOSURE_LIMIT, EXPOSURE_LIMIT),
            contrast=_held(grade.contrast * self.contrast, 0.25, 4.0),
            saturation=_held(grade.saturation * self.saturation, 0.0, 4.0),
            temperature=_held(grade.temperature + self.temperature, -1.0, 1.0),
        )


def _held(value: float, low: float, high: float) -> float:
    # Rounded, because sums of decimals must not make two equal grades differ in their keys.
    return round(min(max(value, low), high), 6)
