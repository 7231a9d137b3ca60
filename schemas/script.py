"""The frame script: the director's structured output."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.base import Value
from schemas.grade import Grade
from schemas.text import Line, Name, Premise, Sentence

FRAMES_LIMIT = 64
"""Most frames that a script may have."""

FrameId = Annotated[str, StringConstraints(pattern=r"^f[1-9][0-9]{0,5}$")]
"""A frame's stable id: `f1`, `f2`, ... It survives reordering and is never given twice."""

ShotId = Annotated[str, StringConstraints(pattern=r"^s[1-9][0-9]{0,5}$")]
"""A shot's stable id: `s1`, `s2`, ..."""

Position = Literal["left", "center", "right"]
Scale = Literal["far", "medium", "close-up"]
TimeOfDay = Literal["dawn", "day", "dusk", "night"]
Weather = Literal["clear", "cloudy", "rain", "snow", "fog"]
Camera = Literal["static", "pan left", "pan right", "tilt up", "tilt down", "zoom in", "zoom out"]

Seed = Annotated[int, Field(ge=0, le=2**32 - 1)]
HoldSeconds = Annotated[float, Field(ge=0.1, le=30.0)]
"""Seconds that a frame stays on screen in the animatic."""


class SceneObject(Value):
    """One thing in a frame."""

    name: Name
    attributes: Annotated[tuple[Name, ...], Field(max_length=6)] = ()
    """Adjectives and the like: "red", "facing left"."""
    position: Position = "center"
    scale: Scale = "medium"
    """How large it is in the picture."""


class Character(Value):
    """Somebody who keeps one look through the whole script."""

    name: Name
    look: Sentence


class Shot(Value):
    """Frames with one set-up. Temporal consistency acts inside a shot."""

    id: ShotId
    setup: Annotated[Line, StringConstraints(max_length=240)] = ""
    """What the set-up is, in a few words; empty where nobody said."""
    anchor: FrameId
    """The frame whose keys and values the others attend to."""


class Frame(Value):
    """One still. Its index is its 1-based place in the script; its id stays."""

    id: FrameId
    shot: ShotId
    objects: Annotated[tuple[SceneObject, ...], Field(max_length=6)] = ()
    background: Sentence
    action: Sentence
    """What happens, in one present-tense sentence that names its subject."""
    time_of_day: TimeOfDay = "day"
    weather: Weather = "clear"
    lighting: Name = "neutral"
    """"bright", "neutral" or "dark"; other words where the renderer's vocabulary is open."""
    camera: Camera = "static"
    negative: Annotated[Line, StringConstraints(max_length=240)] = ""
    """What must not be in the picture."""
    hold: HoldSeconds = 1.0
    locked: bool = False
    """A locked frame cannot be changed until it is unlocked."""
    grade: Grade = Grade()
    variation: Annotated[int, Field(ge=0, le=9999)] = 0
    """Raise it to have the same frame drawn from other noise."""


class FrameScript(Value):
    """The whole ordered list of frames, and what they share."""

    title: Name
    premise: Premise
    style: Annotated[Line, StringConstraints(max_length=240)] = ""
    """Words that every frame prompt ends with ("watercolour, soft lines"); empty for none."""
    characters: Annotated[tuple[Character, ...], Field(max_length=12)] = ()
    seed: Seed = 0
    fps: Annotated[int, Field(ge=1, le=60)] = 6
    """Frames per second of the flipbook."""
    width: Annotated[int, Field(ge=64, le=2048)] = 256
    """Pixels."""
    height: Annotated[int, Field(ge=64, le=2048)] = 256
    """Pixels."""
    shots: Annotated[tuple[Shot, ...], Field(min_length=1, max_length=FRAMES_LIMIT)]
    frames: Annotated[tuple[Frame, ...], Field(min_length=1, max_length=FRAMES_LIMIT)]
    last_id: Annotated[int, Field(ge=1, le=999999)]
    """The highest frame number ever given, so that no id is given twice."""

    @model_validator(mode="after")
    def _references_hold(self) -> Self:
        ids = [frame.id for frame in self.frames]
        if len(set(ids)) != len(ids):
            raise ValueError(f"frame ids must differ, got {', '.join(ids)}")
        shots = [shot.id for shot in self.shots]
        if len(set(shots)) != len(shots):
            raise ValueError(f"shot ids must differ, got {', '.join(shots)}")
        if unknown := sorted({frame.shot for frame in self.frames} - set(shots)):
            raise ValueError(f"unknown shot {unknown[0]}; the shots are {', '.join(shots)}")
        for shot in self.shots:
            if not any(f.id == shot.anchor and f.shot == shot.id for f in self.frames):
                raise ValueError(f"the anchor {shot.anchor} of shot {shot.id} is not in that shot")
        if self.last_id < max(frame_number(frame_id) for frame_id in ids):
            raise ValueError(f"last_id {self.last_id} is below a frame's number")
        names = [character.name.casefold() for character in self.characters]
        if len(set(names)) != len(names):
            raise ValueError("two characters have the same name")
        return self

    def index_of(self, frame_id: FrameId) -> int:
        """The frame's 1-based place.

        Raises:
            KeyError: the script has no such frame.
        """
        for index, frame in enumerate(self.frames, start=1):
            if frame.id == frame_id:
                return index
        raise KeyError(frame_id)

    def frame(self, frame_id: FrameId) -> Frame:
        """The frame of that id.

        Raises:
            KeyError: the script has no such frame.
        """
        return self.frames[self.index_of(frame_id) - 1]

    def shot(self, shot_id: ShotId) -> Shot:
        """The shot of that id.

        Raises:
            KeyError: the script has no such shot.
        """
        for shot in self.shots:
            if shot.id == shot_id:
                return shot
        raise KeyError(shot_id)


def frame_number(frame_id: FrameId) -> int:
    """The number in an id: 7 for `f7`."""
    return int(re.sub(r"\D", "", frame_id))
