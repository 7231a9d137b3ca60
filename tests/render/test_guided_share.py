"""Guidance at the first steps only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers.schedulers.scheduling_ddim import DDIMScheduler

from schemas.errors import ModelMissing
from schemas.render import FrameJob, RenderSettings
from tests.render.toy_model import build_toy_model
from tools.render.diffusers_folder import FolderRenderer
from tools.render.loading import load_model
from tools.render.model_folder import open_model_folder
from tools.render.sampling import Denoising, TextEmbeddings

STEPS, GUIDANCE = 5, 4.0
JOB = FrameJob(
    frame="f1", key="1" * 64, shot="s1", prompt="a fox", negative="tree", seed=3, anchor=None
)
SETTINGS = RenderSettings(
    width=256, height=256, num_inference_steps=STEPS, guidance_scale=GUIDANCE, mode="none"
)


def toy(folder: Path, guided_share: float) -> Path:
    # Random weights that predict the picture, and not the noise, keep numbers small.
    scheduler = DDIMScheduler(
        prediction_type="sample", clip_sample=False, steps_offset=1, timestep_spacing="trailing"
    )
    build_toy_model(folder, scheduler)
    defaults = {
        "num_inference_steps": STEPS,
        "guidance_scale": GUIDANCE,
        "guided_share": guided_share,
    }
    (folder / "defaults.json").write_text(json.dumps(defaults), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("share", "guided_steps"), [(1.0, 5), (0.6, 3), (0.5, 3), (0.01, 1)])
def test_the_first_steps_are_guided_and_the_last_cost_half(
    tmp_path: Path, share: float, guided_steps: int
) -> None:
    model: Any = load_model(open_model_folder(toy(tmp_path / "toy", share)))
    embed = TextEmbeddings(model)
    ours = Denoising(model, embed, [JOB], SETTINGS, 16)
    rows: list[int] = []
    predict = model.predict

    def counted(given: torch.Tensor, *rest: object) -> torch.Tensor:
        rows.append(len(given))
        return predict(given, *rest)

    model.predict = counted
    for timestep in ours.timesteps:
        ours.step(timestep)
    assert rows == [2] * guided_steps + [1] * (STEPS - guided_steps)

    without, with_text = embed(["tree", "a fox"])
    scheduler = model.schedule(SETTINGS)
    generator = torch.Generator().manual_seed(JOB.seed)
    latents = torch.randn(1, model.channels, 16, 16, generator=generator)
    with torch.inference_mode():
        for number, timestep in enumerate(scheduler.timesteps):
            noise = predict(latents, timestep, [with_text], SETTINGS)
            if number < guided_steps:
                away = predict(latents, timestep, [without], SETTINGS)
                noise = away + GUIDANCE * (noise - away)
            latents = scheduler.step(noise, timestep, latents).prev_sample
    assert torch.allclose(ours.latents, latents, atol=1e-4, rtol=1e-4)


def test_stills_guided_otherwise_have_other_keys(tmp_path: Path) -> None:
    told = [
        FolderRenderer("toy", toy(tmp_path / str(share), share), None, tmp_path)
        .capabilities()
        .scheduler
        for share in (1.0, 0.6)
    ]
    assert "guided_share" not in told[0]
    assert '"guided_share":0.6' in told[1]


def test_a_share_beyond_the_whole_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="guided_share"):
        open_model_folder(toy(tmp_path / "toy", 1.5))
