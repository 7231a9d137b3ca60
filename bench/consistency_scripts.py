"""Scripts that keep one subject through a shot, and what a faithful picture of each frame has."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.script import Frame, FrameScript, SceneObject, Shot
from tools.pocket.training.scene import Placed, Scene, paint
from tools.pocket.training.stage import Stage
from tools.pocket.vocabulary import Vocabulary

MASK_SIDE = 64
"""Pixels along each side of a region; the recogniser sees pictures of that size."""

_SET_UPS = (("left", "medium"), ("center", "medium"), ("right", "medium"), ("center", "close-up"))
"""Position and scale of the subject in the frames of a shot: all that changes in it."""


class SubjectScript(NamedTuple):
    """A script, with the scene of each of its frames."""

    script: FrameScript
    scenes: tuple[Scene, ...]


def subject_scripts(vocabulary: Vocabulary, count: int) -> list[SubjectScript]:
    """Scripts of four frames, one shot each; the same for the same count and vocabulary.

    Subjects go round the vocabulary; place, time and weather are drawn by lot and stay through the
    shot.
    """
    random = Random("consistency")
    names = random.sample(vocabulary.object_names, len(vocabulary.object_names))
    return [_script(number, names[number % len(names)], vocabulary) for number in range(count)]


def subject_region(scene: Scene, stage: Stage) -> NDArray[np.float32]:
    """How much of each pixel the subject covers where it is drawn as the prompt says.

    Returns:
        [64, 64], 0 to 1.
    """
    return paint(scene, stage).mask.astype(np.float32) / np.float32(255)


def _script(number: int, name: str, vocabulary: Vocabulary) -> SubjectScript:
    random = Random(f"consistency-{number}")
    background = random.choice(vocabulary.background_names)
    time = random.choice(vocabulary.times)
    weather = random.choice(vocabulary.weathers)
    scenes = tuple(
        Scene((Placed(name, position, scale),), background, time, weather, "neutral")
        for position, scale in _SET_UPS
    )
    frames = tuple(_frame(place, scene) for place, scene in enumerate(scenes, start=1))
    script = FrameScript(
        title=f"A {name}",
        premise=f"a {name} in the {background}",
        seed=number,
        shots=(Shot(id="s1", anchor="f1"),),
        frames=frames,
        last_id=len(frames),
    )
    return SubjectScript(script, scenes)


def _frame(place: int, scene: Scene) -> Frame:
    thing = scene.things[0]
    return Frame.model_validate(
        {
            "id": f"f{place}",
            "shot": "s1",
            "objects": (
                SceneObject.model_validate(
                    {"name": thing.name, "position": thing.position, "scale": thing.scale}
                ),
            ),
            "background": scene.background,
            "action": f"The {thing.name} is there.",
            "time_of_day": scene.time_of_day,
            "weather": scene.weather,
            "lighting": scene.lighting,
        }
    )
