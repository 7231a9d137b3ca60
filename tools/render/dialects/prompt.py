"""What a dialect makes of a frame."""

from __future__ import annotations

from schemas.base import Value


class Replacement(Value):
    """A word outside the renderer's vocabulary, and what stands for it."""

    wanted: str
    said: str | None
    """None: nothing comes near, so it was left out."""


class FramePrompt(Value):
    """The text that the renderer gets for one frame."""

    text: str
    negative: str
    """What must not be in the picture; empty for nothing."""
    replaced: tuple[Replacement, ...] = ()
    """What the user asked for and the prompt says otherwise, or does not say."""
