"""The evaluation: what the recogniser sees in generated stills, against what was asked for."""

from dataclasses import dataclass, replace
from random import Random
from typing import Any

import numpy as np
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import StableDiffusionPipeline
from numpy.typing import NDArray

from tools.pocket.training.captions import canonical
from tools.pocket.training.drawing import draw
from tools.pocket.training.recogniser import ATTRIBUTES, Recogniser, Seen, recognise, truth
from tools.pocket.training.scene import Scene, imagine, paint
from tools.pocket.training.stage import Stage
from tools.pocket.vocabulary import Vocabulary

KEYS = {
    "background": "background",
    "time_of_day": "time",
    "weather": "weather",
    "lighting": "lighting",
    "position": "position",
    "scale": "scale",
}


@dataclass(frozen=True)
class Sampler:
    """How stills are drawn."""

    pipeline: StableDiffusionPipeline
    steps: int
    guidance: float

    def stills(self, scenes: list[Scene], first_seed: int) -> NDArray[np.uint8]:
        """Draw scenes by their canonical captions, with consecutive seeds."""
        prompts = [canonical(scene) for scene in scenes]
        seeds = list(range(first_seed, first_seed + len(scenes)))
        return draw(self.pipeline, prompts, seeds, self.steps, self.guidance)


def evaluation_scenes(
    vocabulary: Vocabulary, rounds: int = 8, pairs: int = 128
) -> tuple[list[Scene], list[Scene]]:
    """Return scenes of one thing, every thing ``rounds`` times, and scenes of two things."""
    random = Random("evaluation")
    singles: list[Scene] = []
    for _ in range(rounds):
        for name in vocabulary.object_names:
            scene = imagine(random, vocabulary, 1.0)
            thing = replace(scene.things[0], name=name, facing=None)
            singles.append(replace(scene, things=(thing,)))
    doubles: list[Scene] = []
    while len(doubles) < pairs:
        scene = imagine(random, vocabulary, 0.0)
        if len(scene.things) == 2:
            doubles.append(scene)
    return singles, doubles


def score(scenes: list[Scene], seen: list[Seen]) -> dict[str, float]:
    """Return the part of scenes of one thing in which each attribute was recognised."""
    result = {"subject": _mean([s.things[0].name == v.things[0] for s, v in _zip(scenes, seen)])}
    for kind in ATTRIBUTES:
        result[KEYS[kind]] = _mean(
            [truth(s, kind) == getattr(v, kind) for s, v in _zip(scenes, seen)]
        )
    return result


def score_pairs(scenes: list[Scene], seen: list[Seen]) -> float:
    """Return the part of scenes of two things in which both are the two most certain ones."""
    return _mean([{t.name for t in s.things} == set(v.things[:2]) for s, v in _zip(scenes, seen)])


def oracle(recogniser: Recogniser, vocabulary: Vocabulary, count: int = 1500) -> dict[str, float]:
    """Return the recogniser's own accuracy on unseen painted scenes."""
    stage = Stage(vocabulary, 64)
    random = Random("oracle")
    singles = [imagine(random, vocabulary, 1.0) for _ in range(count)]
    doubles = [
        s for s in (imagine(random, vocabulary, 0.0) for _ in range(400)) if len(s.things) == 2
    ]
    result = score(singles, recognise(recogniser, _painted(singles, stage)))
    result["two_subjects"] = score_pairs(doubles, recognise(recogniser, _painted(doubles, stage)))
    return result


def shuffled(scenes: list[Scene], seen: list[Seen]) -> dict[str, float]:
    """Return the scores of the same stills against other stills' captions."""
    order = list(range(len(scenes)))
    Random("shuffled").shuffle(order)
    return score([scenes[k] for k in order], seen)


EDITS: dict[str, tuple[str, str]] = {
    "night": ("time_of_day", "night"),
    "dark": ("lighting", "dark"),
    "rain": ("weather", "rain"),
    "left": ("position", "left"),
    "close-up": ("scale", "close-up"),
}


def edit_pairs(
    sampler: Sampler, recogniser: Recogniser, vocabulary: Vocabulary, count: int = 40
) -> dict[str, dict[str, float]]:
    """Draw each scene before and after an edit with the same seed and compare what is seen."""
    result: dict[str, dict[str, float]] = {}
    for number, (name, (kind, value)) in enumerate(EDITS.items()):
        random = Random(f"edit-{name}")
        before: list[Scene] = []
        while len(before) < count:
            scene = imagine(random, vocabulary, 1.0)
            if truth(scene, kind) != value:
                before.append(scene)
        after = [_edited(scene, kind, value) for scene in before]
        seeds = 10_000 + number * count
        old = recognise(recogniser, sampler.stills(before, seeds))
        new = recognise(recogniser, sampler.stills(after, seeds))
        result[name] = {
            "asked": _mean([getattr(v, kind) == value for v in new]),
            "background_kept": _mean([a.background == b.background for a, b in _zip(old, new)]),
            "subject_kept": _mean([a.things[0] == b.things[0] for a, b in _zip(old, new)]),
        }
    return result


def _edited(scene: Scene, kind: str, value: str) -> Scene:
    if kind in ("position", "scale"):
        first = replace(scene.things[0], **{kind: value})
        return replace(scene, things=(first, *scene.things[1:]))
    return replace(scene, **{kind: value})


def _painted(scenes: list[Scene], stage: Stage) -> NDArray[np.uint8]:
    return np.stack([paint(scene, stage).picture for scene in scenes])


def _zip(left: list[Any], right: list[Any]) -> list[tuple[Any, Any]]:
    return list(zip(left, right, strict=True))


def _mean(hits: list[bool]) -> float:
    return round(sum(hits) / len(hits), 4)
