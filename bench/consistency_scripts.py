"""Scripts that keep one subject through a shot, and what a faithful picture of each frame has."""

from __future__ import annotations

from random import Random
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.script import Frame, FrameScript, SceneObject, Shot
from tools.pocket.dialect import VIEWS
from tools.pocket.training.scene import Placed, Scene, paint
from tools.pocket.training.stage import Stage
from tools.pocket.vocabulary import Vocabulary
from tools.render.seeds import noise_seed

MASK_SIDE = 64
"""Pixels along each side of a region; the recogniser sees pictures of that size."""

Kind = Literal["moving", "joined"]
"""What changes through the shot: where the subject is and how large, or who is with it."""

_SHOT = "s1"
_MOVES = (("left", "medium"), ("center", "medium"), ("right", "medium"), ("center", "close-up"))
"""Position and scale of a moving subject in the frames of its shot."""


class SubjectScript(NamedTuple):
    """A script, with the scene of each of its frames."""

    kind: Kind
    script: FrameScript
    scenes: tuple[Scene, ...]
    """The first thing in each is the subject."""


def subject_scripts(vocabulary: Vocabulary, count: int) -> list[SubjectScript]:
    """Scripts of four frames, one shot each; the same for the same count and vocabulary.

    Subjects go round the vocabulary; place, time and weather are drawn by lot and stay through the
    shot. The kinds take turns.
    """
    random = Random("consistency")
    names = random.sample(vocabulary.object_names, len(vocabulary.object_names))
    return [_script(number, names[number % len(names)], vocabulary) for number in range(count)]


def subject_region(scene: Scene, stage: Stage) -> NDArray[np.float32]:
    """How much of each pixel the subject covers where it is drawn as the prompt says.

    Returns:
        [64, 64], 0 to 1.
    """
    alone = Scene(
        scene.things[:1],
        scene.background,
        scene.time_of_day,
        scene.weather,
        scene.lighting,
        scene.view,
    )
    return paint(alone, stage).mask.astype(np.float32) / np.float32(255)


def _script(number: int, name: str, vocabulary: Vocabulary) -> SubjectScript:
    random = Random(f"consistency-{number}")
    background = random.choice(vocabulary.background_names)
    time = random.choice(vocabulary.times)
    weather = random.choice(vocabulary.weathers)
    view = 1 + noise_seed(number, _SHOT, 0) % VIEWS
    kind: Kind = "joined" if number % 2 else "moving"
    casts = _joined(name, vocabulary, random) if kind == "joined" else _moving(name)
    scenes = tuple(Scene(cast, background, time, weather, "neutral", view) for cast in casts)
    frames = tuple(_frame(place, scene) for place, scene in enumerate(scenes, start=1))
    script = FrameScript(
        title=f"A {name}",
        premise=f"a {name} in the {background}",
        seed=number,
        shots=(Shot(id=_SHOT, anchor="f1"),),
        frames=frames,
        last_id=len(frames),
    )
    return SubjectScript(kind, script, scenes)


def _moving(name: str) -> list[tuple[Placed, ...]]:
    return [(Placed(name, position, scale),) for position, scale in _MOVES]


def _joined(name: str, vocabulary: Vocabulary, random: Random) -> list[tuple[Placed, ...]]:
    subject = Placed(name, "left", "medium")
    others = random.sample([each for each in vocabulary.object_names if each != name], 3)
    return [(subject,), *((subject, Placed(each, "right", "medium")) for each in others)]


def _frame(place: int, scene: Scene) -> Frame:
    return Frame.model_validate(
        {
            "id": f"f{place}",
            "shot": _SHOT,
            "objects": [
                SceneObject.model_validate(
                    {"name": thing.name, "position": thing.position, "scale": thing.scale}
                )
                for thing in scene.things
            ],
            "background": scene.background,
            "action": f"The {scene.things[0].name} is there.",
            "time_of_day": scene.time_of_day,
            "weather": scene.weather,
            "lighting": scene.lighting,
        }
    )
