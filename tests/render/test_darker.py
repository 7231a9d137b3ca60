""" "Make frame 5 darker" keeps the picture: twenty stills of the pocket renderer, in numbers."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from agent.strengthening import strengthened
from schemas.edits import GradeFrames
from schemas.grade import Grade, GradeChange
from schemas.render import RenderRequest, StillDone
from schemas.script import Frame, FrameScript, SceneObject, Shot
from tools.compose.grade import apply_grade
from tools.compose.measure import luma, mean_luma
from tools.compose.pixels import Rgb, decode_png
from tools.render.catalog import open_renderer
from tools.render.planning import native_settings, plan_render

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    # diffusers' own code meets numpy 2 this way; nothing of ours takes part in it.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]

SCENES = tuple(
    product(
        ("fox", "boat", "owl", "lantern", "castle"),
        (("day", "clear"), ("dusk", "cloudy"), ("day", "snow"), ("night", "fog")),
    )
)
BACKGROUNDS = ("forest", "beach", "mountains", "city street")
DARKER = GradeChange(exposure=-0.7)
"""What the pocket director makes of "darker"."""


def script() -> FrameScript:
    shots, frames = [], []
    for number, (thing, (time_of_day, weather)) in enumerate(SCENES, start=1):
        shots.append(Shot(id=f"s{number}", anchor=f"f{number}"))
        frames.append(
            Frame.model_validate(
                {
                    "id": f"f{number}",
                    "shot": f"s{number}",
                    "objects": (SceneObject(name=thing),),
                    "background": BACKGROUNDS[number % len(BACKGROUNDS)],
                    "action": f"The {thing} waits.",
                    "time_of_day": time_of_day,
                    "weather": weather,
                }
            )
        )
    return FrameScript(
        title="Twenty",
        premise="twenty scenes",
        shots=tuple(shots),
        frames=tuple(frames),
        last_id=len(frames),
    )


def normalised(rgb: Rgb) -> NDArray[np.float64]:
    """Luma with mean 0.5 and deviation 0.2, so that only the composition is left to compare."""
    light = luma(rgb / 255.0)
    return (light - light.mean()) / light.std() * 0.2 + 0.5


def similarity(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Mean structural similarity (Wang et al., 2004), windows of 7 x 7, values 0 to 1."""

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        windows = np.lib.stride_tricks.sliding_window_view(values, (7, 7))
        return windows.mean(axis=(2, 3))

    means = mean(first), mean(second)
    spreads = mean(first**2) - means[0] ** 2, mean(second**2) - means[1] ** 2
    together = mean(first * second) - means[0] * means[1]
    brightness = (2 * means[0] * means[1] + 0.01**2) / (means[0] ** 2 + means[1] ** 2 + 0.01**2)
    structure = (2 * together + 0.03**2) / (spreads[0] + spreads[1] + 0.03**2)
    return float((brightness * structure).mean())


def test_darker_is_darker_and_keeps_the_composition(tmp_path: Path) -> None:
    renderer = open_renderer("pocket", tmp_path)
    known = renderer.capabilities()
    whole = script()
    plan = plan_render(whole, known, native_settings(known).model_copy(update={"mode": "none"}))
    request = RenderRequest(jobs=plan.jobs, settings=plan.settings)
    stills = {
        event.frame: decode_png(event.png, event.frame)
        for event in renderer.render(request)
        if isinstance(event, StillDone)
    }

    def luma_under(frame: str, grade: Grade) -> float:
        return mean_luma(apply_grade(stills[frame], grade))

    edits = strengthened((GradeFrames(ids=tuple(stills), change=DARKER),), whole, luma_under)
    grades = {
        frame: edit.change.applied_to(Grade())
        for edit in edits
        if isinstance(edit, GradeFrames)
        for frame in edit.ids
    }
    assert len(grades) == len(SCENES) == 20
    for frame, still in stills.items():
        darker = apply_grade(still, grades[frame])
        assert mean_luma(darker) <= 0.9 * mean_luma(still), frame
        kept = similarity(normalised(still), normalised(darker))
        print(f"{frame}: luma {mean_luma(darker) / mean_luma(still):.2f}, similarity {kept:.3f}")
        assert kept >= 0.85, (frame, kept)
