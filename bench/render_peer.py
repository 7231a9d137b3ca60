"""The peer: diffusers' TextToVideoZeroPipeline (arXiv:2303.13439) over the same weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers.pipelines.deprecated.text_to_video_synthesis.pipeline_text_to_video_zero import (
    TextToVideoZeroPipeline,
)
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import StableDiffusionPipeline
from diffusers.utils import logging
from numpy.typing import NDArray

STEPS = 50
"""Its default number of denoising steps."""

GUIDANCE = 7.5
"""Its default guidance scale."""

_T0, _T1 = 44, 47
"""Its defaults, counted from the end of its 50 steps."""


class Peer:
    """Draws clips with the peer.

    It knows one prompt a clip, and encodes every clip's prompt anew, as its callers do.
    """

    def __init__(self, folder: Path, dtype: torch.dtype) -> None:
        """Loads a model of the Stable Diffusion 1.x family; its own dtype is float32."""
        logging.set_verbosity_error()
        stock: Any = StableDiffusionPipeline.from_pretrained(
            folder, use_safetensors=True, local_files_only=True, torch_dtype=dtype
        )
        pipeline: Any = _Unguidable
        self._pipeline = pipeline(
            vae=stock.vae,
            text_encoder=stock.text_encoder,
            tokenizer=stock.tokenizer,
            unet=stock.unet,
            scheduler=stock.scheduler,
            safety_checker=None,
            feature_extractor=None,
            requires_safety_checker=False,
        )
        self._pipeline.set_progress_bar_config(disable=True)

    def clip(
        self, prompt: str, num_frames: int, num_inference_steps: int, guidance_scale: float
    ) -> NDArray[np.float32]:
        """Draws a clip at the model's own size.

        The first frame alone is denoised to `t1`; where it falls with fewer steps is in proportion
        to the default. With 10 steps that is the start, and all frames are denoised at every step.

        Returns:
            [num_frames, height, width, 3], 0 to 1.
        """
        t0, t1 = (round(each * num_inference_steps / STEPS) for each in (_T0, _T1))
        last = num_inference_steps - 1
        result: Any = self._pipeline(
            prompt,
            video_length=num_frames,
            num_inference_steps=num_inference_steps,
            guidance_scale=guidance_scale,
            generator=torch.Generator("cpu").manual_seed(0),
            t0=min(t0, last),
            t1=min(t1, last),
        )
        return result.images


class _Unguidable(TextToVideoZeroPipeline):
    """The peer, that also runs without guidance, where it would end in an error.

    Its attention then takes the halves of a clip for the halves of guidance; an even number of
    frames costs the same as if it did not.
    """

    def encode_prompt(self, *args: object, **options: object) -> tuple[torch.Tensor, torch.Tensor]:
        """The embeddings of the prompt, and of the negative one or nothing."""
        parent: Any = super()
        prompt, negative = parent.encode_prompt(*args, **options)
        return prompt, prompt[:0] if negative is None else negative


def frame_steps(num_frames: int, num_inference_steps: int) -> int:
    """How many denoising steps of one frame the peer goes for a clip."""
    last = num_inference_steps - 1
    t1 = min(round(_T1 * num_inference_steps / STEPS), last)
    t0 = min(round(_T0 * num_inference_steps / STEPS), last)
    alone: Sequence[int] = (num_inference_steps - t1 - 1, t1 - t0)
    return sum(alone) + (t1 + 1) * num_frames
