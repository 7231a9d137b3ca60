"""Our denoising loop against the one of diffusers, and against itself in other batches."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import StableDiffusionPipeline
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from diffusers.schedulers.scheduling_ddpm import DDPMScheduler
from diffusers.schedulers.scheduling_dpmsolver_multistep import DPMSolverMultistepScheduler
from diffusers.schedulers.scheduling_utils import SchedulerMixin
from PIL import Image

from schemas.render import FrameJob, RenderRequest, RenderSettings, StillDone
from tests.render.toy_model import build_toy_model
from tools.render.diffusers_folder import FolderRenderer
from tools.render.loading import load_model
from tools.render.model_folder import open_model_folder
from tools.render.sampling import Denoising, TextEmbeddings, decode

# diffusers' own code meets numpy 2 this way; nothing of ours takes part in it.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

SCHEDULERS = [
    DDIMScheduler(clip_sample=False, steps_offset=1),
    DPMSolverMultistepScheduler(steps_offset=1),
    DPMSolverMultistepScheduler(
        prediction_type="flow_prediction", steps_offset=1, use_flow_sigmas=True, flow_shift=1.0
    ),
    DDPMScheduler(clip_sample=False, steps_offset=1),
]


def settings(**changes: float) -> RenderSettings:
    values: dict[str, object] = {
        "width": 256,
        "height": 256,
        "num_inference_steps": 3,
        "guidance_scale": 3.0,
        "mode": "none",
    }
    return RenderSettings.model_validate(values | changes)


def job(number: int, prompt: str, negative: str = "") -> FrameJob:
    return FrameJob(
        frame=f"f{number}",
        key=f"{number:064x}",
        shot="s1",
        prompt=prompt,
        negative=negative,
        seed=100 + number,
        anchor=None,
    )


JOBS = (
    job(1, "fox in the forest"),
    job(2, "fox at night", negative="a tree"),
    job(3, "a lantern, close-up"),
    job(4, "a cave"),
    job(5, "snow"),
)


def draw(
    renderer: FolderRenderer, jobs: tuple[FrameJob, ...], **changes: float
) -> dict[str, bytes]:
    request = RenderRequest(jobs=jobs, settings=settings(**changes))
    return {e.frame: e.png for e in renderer.render(request) if isinstance(e, StillDone)}


@pytest.mark.parametrize("guidance", [1.0, 3.0])
@pytest.mark.parametrize("scheduler", SCHEDULERS, ids=lambda each: type(each).__name__)
def test_computes_what_the_stock_pipeline_computes(
    tmp_path: Path, scheduler: SchedulerMixin, guidance: float
) -> None:
    folder = build_toy_model(tmp_path / "toy", scheduler)
    model = load_model(open_model_folder(folder))
    jobs = JOBS[:2]
    asked = settings(guidance_scale=guidance)
    ours = Denoising(model, TextEmbeddings(model), jobs, asked, 16)
    for timestep in ours.timesteps:
        ours.step(timestep)

    pipeline: Any = StableDiffusionPipeline
    stock = pipeline(
        vae=model.vae,
        text_encoder=model.text_encoder,
        tokenizer=model.tokenizer,
        unet=model.unet,
        scheduler=scheduler,
        safety_checker=None,
        feature_extractor=None,
        image_encoder=None,
        requires_safety_checker=False,
    )
    stock.set_progress_bar_config(disable=True)
    theirs = [
        stock(
            prompt=[each.prompt for each in jobs],
            negative_prompt=[each.negative for each in jobs],
            generator=[torch.Generator("cpu").manual_seed(each.seed) for each in jobs],
            num_inference_steps=3,
            guidance_scale=guidance,
            output_type=kind,
        ).images
        for kind in ("latent", "np")
    ]
    assert torch.allclose(ours.latents, theirs[0], atol=1e-4)
    pictures = np.stack([decode(model, each) for each in ours.latents])
    assert np.allclose(pictures, theirs[1], atol=1e-4)


def test_a_kl_autoencoder_is_scaled_as_its_configuration_says(tmp_path: Path) -> None:
    kind: Any = AutoencoderKL
    vae = kind(
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        block_out_channels=(16, 16),
        norm_num_groups=4,
        latent_channels=48,
        scaling_factor=0.2,
    )
    source = open_model_folder(build_toy_model(tmp_path / "toy", vae=vae))
    assert (source.scale, source.width) == (2, 32)
    latents = torch.randn(48, 16, 16)
    with torch.no_grad():
        expected = vae.eval().decode(latents[None] / 0.2, return_dict=False)[0][0]
    expected = (expected / 2 + 0.5).clamp(0, 1).permute(1, 2, 0)
    assert np.allclose(decode(load_model(source), latents), expected.numpy(), atol=1e-4)


def test_the_same_request_gives_the_same_bytes(toy_folder: Path, tmp_path: Path) -> None:
    first = draw(FolderRenderer("toy", toy_folder, None, tmp_path), JOBS[:3])
    again = draw(FolderRenderer("toy", toy_folder, None, tmp_path), JOBS[:3])
    assert first == again


@pytest.mark.parametrize("guidance", [1.0, 3.0])
def test_a_still_does_not_depend_on_what_is_rendered_with_it(
    toy_folder: Path, tmp_path: Path, guidance: float
) -> None:
    renderer = FolderRenderer("toy", toy_folder, None, tmp_path)
    together = draw(renderer, JOBS, guidance_scale=guidance)
    for each in JOBS:
        assert draw(renderer, (each,), guidance_scale=guidance) == {
            each.frame: together[each.frame]
        }
    assert draw(renderer, JOBS[::-1], guidance_scale=guidance) == together


def test_prompt_noise_and_size_show_in_the_still(toy_folder: Path, tmp_path: Path) -> None:
    renderer = FolderRenderer("toy", toy_folder, None, tmp_path)
    plain = draw(renderer, (JOBS[0],), guidance_scale=30.0)["f1"]
    changes = ({"prompt": "z"}, {"seed": 1}, {"negative": "zzz zzz"})
    for change in changes:
        other = JOBS[0].model_copy(update=change)
        assert draw(renderer, (other,), guidance_scale=30.0)["f1"] != plain
    wide = draw(renderer, (JOBS[0],), width=320)["f1"]
    picture = Image.open(io.BytesIO(wide))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (320, 256))
