"""Takes: what one render of one revision produced, and how to produce it again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Value
from schemas.render import Capabilities, Digest, Over, RenderSettings
from schemas.revisions import RevisionNumber
from schemas.script import FrameId, FrameScript

ClipForm = Literal["animatic", "flipbook"]


class TakeFrame(Value):
    """One frame of a take."""

    frame: FrameId
    key: Digest
    """Render key: the ungraded still."""
    still: str
    """File of the still as shown (grade applied), relative to the project folder."""
    sha256: Digest
    """Of that file."""
    prompt: str
    negative: str
    seed: int
    over: Over | None = None
    """The earlier still that it was drawn over; None: drawn from noise."""
    luma: float
    """Mean luma of the still as shown, 0 to 255."""


class Manifest(Value):
    """Everything needed to make the take again. manifest.json in the take's folder."""

    format: Literal[1] = 1
    storyreel: str
    """Version of storyreel."""
    take: Annotated[int, Field(ge=1)]
    revision: RevisionNumber
    created: datetime
    director: str
    renderer: Capabilities
    settings: RenderSettings
    form: ClipForm
    script: FrameScript
    frames: tuple[TakeFrame, ...]
    clip_frames: int
    """Frames in the video file."""
    clip_fps: int


class Facts(Value):
    """What was measured on a frame's still before and after an edit."""

    frame: FrameId
    luma_before: float | None
    """Mean luma, 0 to 255; None where there was no still."""
    luma_after: float | None
    saturation_before: float | None
    """Mean HSV saturation, 0 to 1."""
    saturation_after: float | None
    warmth_before: float | None = None
    """Mean of red minus blue, -255 (coldest) to 255 (warmest)."""
    warmth_after: float | None = None
    pixels_changed: float | None
    """Share of pixels whose colour moved by more than 8 of 255 in any channel, 0 to 1."""
