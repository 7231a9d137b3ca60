"""What a director writes before ids are given."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.base import Value
from schemas.script import (
    FRAMES_LIMIT,
    Camera,
    Character,
    HoldSeconds,
    SceneObject,
    TimeOfDay,
    Weather,
)
from schemas.text import Line, Name, Sentence


class FrameDraft(Value):
    """A frame without id, shot, lock or grade."""

    action: Sentence
    """What happens, in one present-tense sentence that names its subject."""
    objects: Annotated[tuple[SceneObject, ...], Field(max_length=6)] = ()
    background: Sentence
    time_of_day: TimeOfDay = "day"
    weather: Weather = "clear"
    lighting: Name = "neutral"
    camera: Camera = "static"
    negative: Annotated[Line, StringConstraints(max_length=240)] = ""
    hold: HoldSeconds = 1.0
    cut: bool = False
    """Whether a new shot begins with this frame. The first frame always begins one."""


class ScriptDraft(Value):
    """A whole script as a director writes it."""

    title: Name
    style: Annotated[Line, StringConstraints(max_length=240)] = ""
    characters: Annotated[tuple[Character, ...], Field(max_length=12)] = ()
    frames: Annotated[tuple[FrameDraft, ...], Field(min_length=1, max_length=FRAMES_LIMIT)]
