"""Qwen-Image, and the weights of Qwen-Image-Edit used without a picture to edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from diffusers.models.attention_processor import Attention
from diffusers.models.autoencoders.autoencoder_kl_qwenimage import AutoencoderKLQwenImage
from diffusers.models.transformers.transformer_qwenimage import QwenImageTransformer2DModel
from diffusers.pipelines.qwenimage.pipeline_qwenimage import QwenImagePipeline
from transformers.models.qwen2.tokenization_qwen2 import Qwen2Tokenizer
from transformers.models.qwen2_5_vl.modeling_qwen2_5_vl import Qwen2_5_VLForConditionalGeneration

from schemas.render import DType, RenderSettings
from tools.render.families.flow import (
    PATCH,
    FlowScheduler,
    from_patches,
    linear_shift,
    to_patches,
)
from tools.render.families.model import Condition, Scheduler, plain_guidance
from tools.render.families.parts import (
    VAE_DTYPE,
    Stepping,
    load_part,
    load_stepping,
    load_tokenizer,
)
from tools.render.model_folder import ModelFolder

_NO_ATTENTION: Mapping[str, Attention] = {}


class QwenImage:
    """What `QwenImagePipeline` of diffusers computes, in single steps; see `Model`.

    Edit models share the architecture and draw from text alone as well; pictures to edit are not
    given to them.
    """

    attention: Mapping[str, Attention] = _NO_ATTENTION
    batch_invariant = False
    patch = 1

    def __init__(self, pipeline: QwenImagePipeline, stepping: Stepping) -> None:
        """Takes the pipeline, which reads prompts and has the parts."""
        self.guided_share = stepping.guided_share
        parts: Any = pipeline
        self._pipeline = parts
        self._transformer: QwenImageTransformer2DModel = parts.transformer
        self._new_scheduler = stepping.new_scheduler
        self.vae: AutoencoderKLQwenImage = parts.vae
        self.channels: int = self._transformer.config["in_channels"] // PATCH**2
        self.dtype: torch.dtype = self._transformer.dtype
        self._scale = PATCH * parts.vae_scale_factor

    def schedule(self, settings: RenderSettings) -> Scheduler:
        """See `Model`."""
        tokens = (settings.height // self._scale) * (settings.width // self._scale)
        scheduler = self._new_scheduler()
        shift = linear_shift(scheduler, tokens)
        return FlowScheduler(scheduler, settings.num_inference_steps, shift)

    def guided(self, guidance_scale: float) -> bool:
        """See `Model`."""
        return guidance_scale > 1

    def condition(self, prompt: str) -> Condition:
        """See `Model`."""
        return Condition(self._pipeline.encode_prompt(prompt, device="cpu")[0])

    def predict(
        self,
        rows: torch.Tensor,
        timestep: torch.Tensor,
        conditions: Sequence[Condition],
        settings: RenderSettings,
    ) -> torch.Tensor:
        """See `Model`; row by row, as texts differ in length."""
        height, width = rows.shape[2:]
        pairs = zip(to_patches(rows).split(1), conditions, strict=True)
        predicted = [
            self._transformer(
                hidden_states=row,
                timestep=timestep.expand(1).to(self.dtype) / 1000,
                encoder_hidden_states=text,
                img_shapes=[[(1, height // PATCH, width // PATCH)]],
                return_dict=False,
            )[0]
            for row, (text, _) in pairs
        ]
        return from_patches(torch.cat(predicted), height, width)

    def guide(
        self, without: torch.Tensor, with_text: torch.Tensor, guidance_scale: float
    ) -> torch.Tensor:
        """See `Model`; each patch keeps the length that it has without guidance."""
        height, width = with_text.shape[2:]
        told = to_patches(with_text)
        guided = plain_guidance(to_patches(without), told, guidance_scale)
        lengths = told.norm(dim=-1, keepdim=True) / guided.norm(dim=-1, keepdim=True)
        return from_patches(guided * lengths, height, width)

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """See `Model`; the autoencoder is one for video, and a still is a video of one frame."""
        deviation, mean = (
            torch.tensor(self.vae.config[name], dtype=latents.dtype).view(1, -1, 1, 1)
            for name in ("latents_std", "latents_mean")
        )
        frames = (latents * deviation + mean)[:, :, None]
        return self.vae.decode(frames, return_dict=False)[0][:, :, 0]


def load(source: ModelFolder, dtype: DType) -> QwenImage:
    """Loads a folder of the family."""
    stepping = load_stepping(source, "set_begin_index")
    pipeline: Any = QwenImagePipeline
    return QwenImage(
        pipeline(
            scheduler=stepping.new_scheduler(),
            vae=load_part(AutoencoderKLQwenImage, source, "vae", VAE_DTYPE),
            text_encoder=load_part(
                Qwen2_5_VLForConditionalGeneration, source, "text_encoder", dtype
            ),
            tokenizer=load_tokenizer(Qwen2Tokenizer, source),
            transformer=load_part(QwenImageTransformer2DModel, source, "transformer", dtype),
        ),
        stepping,
    )
