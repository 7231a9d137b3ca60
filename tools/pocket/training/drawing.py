"""Draws stills with the exported model through the stock pipeline, one seed per still."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import StableDiffusionPipeline
from numpy.typing import NDArray

BATCH = 16


def load_pipeline(folder: Path, dtype: torch.dtype = torch.bfloat16) -> StableDiffusionPipeline:
    """Load the model folder offline with public classes only."""
    pipeline = StableDiffusionPipeline.from_pretrained(
        folder, use_safetensors=True, local_files_only=True, torch_dtype=dtype
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def read_defaults(folder: Path) -> dict[str, Any]:
    """Read the sampler settings that the model was evaluated with."""
    return json.loads((folder / "defaults.json").read_text("utf-8"))


@torch.inference_mode()
def draw(
    pipeline: StableDiffusionPipeline,
    prompts: list[str],
    seeds: list[int],
    steps: int,
    guidance: float,
) -> NDArray[np.uint8]:
    """Draw one still for each prompt and seed.

    Returns:
        ``(n, 256, 256, 3)`` uint8.
    """
    side = pipeline.unet.config.sample_size
    channels = pipeline.unet.config.in_channels
    stills: list[NDArray[np.uint8]] = []
    for first in range(0, len(prompts), BATCH):
        chosen = slice(first, first + BATCH)
        noise = [
            torch.randn((channels, side, side), generator=torch.Generator().manual_seed(seed))
            for seed in seeds[chosen]
        ]
        result: Any = pipeline(
            prompts[chosen],
            latents=torch.stack(noise).to(pipeline.unet.dtype),
            num_inference_steps=steps,
            guidance_scale=guidance,
            output_type="np",
        )
        stills.append((result.images * 255 + 0.5).clip(0, 255).astype(np.uint8))
    return np.concatenate(stills)
