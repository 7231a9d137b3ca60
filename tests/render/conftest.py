from __future__ import annotations

from pathlib import Path

import pytest
import torch

from schemas.script import Frame, FrameScript, SceneObject, Shot
from tests.render.toy_model import build_toy_model


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """Toy models gain nothing from a second thread, and lose much where the cores are busy."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def toy_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy model; not to be changed by a test."""
    return build_toy_model(tmp_path_factory.mktemp("models") / "toy")


@pytest.fixture
def script() -> FrameScript:
    """Three frames; the first two are of one shot."""
    return FrameScript(
        title="A fox",
        premise="a fox finds a lantern",
        seed=7,
        shots=(Shot(id="s1", anchor="f1"), Shot(id="s2", anchor="f3")),
        frames=(
            Frame(
                id="f1",
                shot="s1",
                objects=(SceneObject(name="fox", position="left"),),
                background="forest",
                action="A fox walks.",
            ),
            Frame(
                id="f2",
                shot="s1",
                objects=(SceneObject(name="fox"), SceneObject(name="lantern", scale="far")),
                background="forest",
                action="The fox finds a lantern.",
                time_of_day="night",
            ),
            Frame(
                id="f3",
                shot="s2",
                objects=(SceneObject(name="lantern", scale="close-up"),),
                background="cave",
                action="The lantern glows.",
                lighting="bright",
            ),
        ),
        last_id=3,
    )
