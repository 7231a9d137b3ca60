"""The shipped model folder: public classes, offline, repeatable, whole."""

import hashlib
import json

import numpy as np
import pytest
import torch
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import StableDiffusionPipeline

from tools.pocket.training.drawing import draw, load_pipeline
from tools.pocket.training.export import MODEL_FOLDER

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(not (MODEL_FOLDER / "model_index.json").exists(), reason="not exported"),
]
PROMPT = "medium fox in the center, forest, night, snow, neutral light"


@pytest.fixture(scope="module")
def pipeline() -> StableDiffusionPipeline:
    return load_pipeline(MODEL_FOLDER)


def test_loads_with_stock_classes_and_draws(pipeline: StableDiffusionPipeline) -> None:
    assert type(pipeline).__name__ == "StableDiffusionPipeline"
    still = draw(pipeline, [PROMPT], [1], 4, 2.0)
    assert still.shape == (1, 256, 256, 3)
    assert still.std() > 10


def test_same_prompt_and_seed_give_the_same_bytes(pipeline: StableDiffusionPipeline) -> None:
    first, again = (draw(pipeline, [PROMPT], [7], 3, 2.0).tobytes() for _ in range(2))
    assert first == again


def test_other_seeds_give_other_pictures(pipeline: StableDiffusionPipeline) -> None:
    one, two = draw(pipeline, [PROMPT] * 2, [1, 2], 4, 2.0).astype(np.float32)
    assert np.abs(one - two).mean() > 4


def test_folder_is_small_and_its_digests_hold() -> None:
    files = [file for file in MODEL_FOLDER.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= 80_000_000
    for line in (MODEL_FOLDER / "SHA256SUMS").read_text("utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((MODEL_FOLDER / name).read_bytes()).hexdigest() == digest, name


def test_codec_keeps_the_latents_of_a_picture(pipeline: StableDiffusionPipeline) -> None:
    picture = torch.rand(1, 3, 256, 256) * 2 - 1
    latents = pipeline.vae.float().encode(picture).latents
    small = torch.nn.functional.avg_pool2d(picture, 4)
    assert torch.allclose(latents[:, :48], torch.nn.functional.pixel_unshuffle(small, 4), atol=1e-3)
    pipeline.vae.to(torch.bfloat16)


def test_defaults_say_how_to_sample() -> None:
    defaults = json.loads((MODEL_FOLDER / "defaults.json").read_text("utf-8"))
    assert 1 <= defaults["num_inference_steps"] <= 50
    assert defaults["guidance_scale"] >= 1
