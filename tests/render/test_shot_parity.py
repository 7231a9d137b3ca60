"""Whole shots against loops written with diffusers' parts, for each kind of prediction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers.models.attention_processor import Attention
from diffusers.pipelines.deprecated.text_to_video_synthesis.pipeline_text_to_video_zero import (
    CrossFrameAttnProcessor2_0,
)
from diffusers.schedulers.scheduling_ddim import DDIMScheduler

from schemas.render import FrameJob, RenderSettings
from tests.render.toy_model import build_toy_model
from tools.render.attention.anchors import AnchorCache
from tools.render.families.stable_diffusion import StableDiffusion
from tools.render.loading import load_model
from tools.render.model_folder import open_model_folder
from tools.render.sampling import Denoising, TextEmbeddings
from tools.render.shots import Batch, ShotDenoising

# diffusers' own code meets numpy 2 this way; nothing of ours takes part in it.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

GUIDANCE, STEPS, FRAMES = 3.0, 3, 3
JOBS = tuple(
    FrameJob(
        frame=f"f{n}",
        key=f"{n:064x}",
        shot="s1",
        prompt=f"a fox {n}",
        negative="a tree",
        seed=n,
        anchor=f"{1:064x}" if n > 1 else None,
    )
    for n in range(1, FRAMES + 1)
)


class NaiveFilter:
    """Attends to the first frame; by full matrices, to itself where confidence is lowest."""

    def __init__(self, fraction: float) -> None:
        self._fraction = fraction

    def __call__(self, attn: Attention, hidden_states: torch.Tensor, **_: object) -> torch.Tensor:
        layer: Any = attn
        query, key, value = (
            project(hidden_states).unflatten(2, (layer.heads, -1)).transpose(1, 2)
            for project in (layer.to_q, layer.to_k, layer.to_v)
        )
        first = [row - row % FRAMES for row in range(len(query))]
        scores = query @ key[first].transpose(-1, -2) * query.shape[-1] ** -0.5
        confidence = (scores.softmax(dim=-1) * scores.softmax(dim=-2)).mean(dim=-1)
        mapped = scores.softmax(dim=-1) @ value[first]
        own = (query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5).softmax(dim=-1) @ value
        lowest = confidence.argsort(dim=-1, stable=True)[
            ..., : int(self._fraction * query.shape[2])
        ]
        mapped.scatter_(
            2,
            lowest[..., None].expand(-1, -1, -1, own.shape[-1]),
            own.gather(2, lowest[..., None].expand(-1, -1, -1, own.shape[-1])),
        )
        return layer.to_out[0](mapped.transpose(1, 2).flatten(2))


def looped(
    model: StableDiffusion, scheduler: DDIMScheduler, processor: Callable[..., torch.Tensor]
) -> torch.Tensor:
    """All frames at once, with `processor` in the self-attention of the up blocks."""
    for layer in model.attention.values():
        layer.set_processor(processor)
    texts = [job.negative for job in JOBS] + [job.prompt for job in JOBS]
    tokens = model.tokenizer(texts, padding="max_length", return_tensors="pt").input_ids
    told = model.text_encoder(tokens)[0]
    noise = [
        torch.randn(1, model.channels, 16, 16, generator=torch.Generator().manual_seed(job.seed))
        for job in JOBS
    ]
    latents = torch.cat(noise)
    scheduler.set_timesteps(STEPS)
    for timestep in scheduler.timesteps:
        predicted = model.unet(torch.cat([latents] * 2), timestep, told).sample
        without, with_text = predicted.chunk(2)
        guided = without + GUIDANCE * (with_text - without)
        latents = scheduler.step(guided, timestep, latents).prev_sample
    return latents


@pytest.mark.parametrize("prediction", ["epsilon", "sample", "v_prediction"])
@pytest.mark.parametrize("fraction", [0.0, 0.2])
def test_a_shot_is_what_a_loop_over_diffusers_parts_gives(
    tmp_path: Path, prediction: str, fraction: float
) -> None:
    scheduler = DDIMScheduler(
        prediction_type=prediction, clip_sample=False, steps_offset=1, timestep_spacing="trailing"
    )
    model: Any = load_model(open_model_folder(build_toy_model(tmp_path / "toy", scheduler)))
    settings = RenderSettings(
        width=256,
        height=256,
        num_inference_steps=STEPS,
        guidance_scale=GUIDANCE,
        mode="anchor",
        filter_fraction=fraction,
    )
    embed = TextEmbeddings(model)
    # The anchor's batch, and another one that replays it.
    batches = [
        Batch(jobs, Denoising(model, embed, jobs, settings, 16)) for jobs in (JOBS[:2], JOBS[2:])
    ]
    shot = ShotDenoising(JOBS, JOBS[:1], settings, model.attention, AnchorCache(0))
    assert len(list(shot.steps(batches))) == STEPS * len(batches)
    ours = torch.cat([each.denoising.latents for each in batches])
    processor = NaiveFilter(fraction) if fraction else CrossFrameAttnProcessor2_0(batch_size=2)
    with torch.no_grad():
        theirs = looped(model, scheduler, processor)
    assert ours.std() > 0.01
    assert torch.allclose(ours, theirs, atol=1e-3, rtol=1e-3)
