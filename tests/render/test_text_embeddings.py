"""Prompts are read once, not once a request."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import torch

from schemas.render import DType, FrameJob, RenderRequest, RenderSettings
from tools.render.diffusers_folder import FolderRenderer
from tools.render.enduring import Loading
from tools.render.families.model import Condition, Model
from tools.render.loading import load_model
from tools.render.model_folder import ModelFolder, open_model_folder
from tools.render.sampling import TextEmbeddings


class ReadingLoad:
    """Loads a model that notes the prompts that it reads."""

    def __init__(self) -> None:
        self.read: Counter[str] = Counter()

    def __call__(self, source: ModelFolder, dtype: DType) -> Model:
        model: Any = load_model(source, dtype)
        condition = model.condition

        def noted(prompt: str) -> Condition:
            self.read[prompt] += 1
            return condition(prompt)

        model.condition = noted
        return model


def request(number: int, prompt: str) -> RenderRequest:
    job = FrameJob(
        frame="f1",
        key=f"{number:064x}",
        shot="s1",
        prompt=prompt,
        negative="a tree",
        seed=number,
        anchor=None,
    )
    settings = RenderSettings(
        width=256, height=256, num_inference_steps=1, guidance_scale=3.0, mode="none"
    )
    return RenderRequest(jobs=(job,), settings=settings)


def test_later_requests_read_only_what_is_new(toy_folder: Path, tmp_path: Path) -> None:
    load = ReadingLoad()
    renderer = FolderRenderer("toy", toy_folder, None, tmp_path, Loading(load=load))
    for number, prompt in enumerate(("a fox", "a fox", "a fox at night")):
        list(renderer.render(request(number, prompt)))
    assert load.read == {"a tree": 1, "a fox": 1, "a fox at night": 1}


def test_what_was_used_longest_ago_is_read_again(toy_folder: Path) -> None:
    load = ReadingLoad()
    model = load(open_model_folder(toy_folder), "float32")
    one = model.condition("x").text
    embed = TextEmbeddings(model, limit=2 * one.nbytes)
    for prompt in ("a", "b", "a", "c", "a", "b"):
        again = embed([prompt])[0].text
    assert load.read == {"x": 1, "a": 1, "b": 2, "c": 1}
    assert torch.equal(again, model.condition("b").text)
