"""Z-Image and Z-Image-Turbo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from diffusers.models.attention_processor import Attention
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.models.transformers.transformer_z_image import ZImageTransformer2DModel
from diffusers.pipelines.z_image.pipeline_z_image import ZImagePipeline
from transformers.models.qwen2.tokenization_qwen2 import Qwen2Tokenizer
from transformers.models.qwen3.modeling_qwen3 import Qwen3Model

from schemas.render import DType, RenderSettings
from tools.render.families.flow import PATCH, FlowScheduler, linear_shift
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


class ZImage:
    """What `ZImagePipeline` of diffusers computes, in single steps; see `Model`.

    Its own guidance scale counts from 0; ours is one more, as for every other family.
    """

    attention: Mapping[str, Attention] = _NO_ATTENTION
    batch_invariant = False
    patch = 1

    def __init__(self, pipeline: ZImagePipeline, stepping: Stepping) -> None:
        """Takes the pipeline, which reads prompts and has the parts."""
        self.guided_share = stepping.guided_share
        parts: Any = pipeline
        self._pipeline = parts
        self._transformer: ZImageTransformer2DModel = parts.transformer
        self._new_scheduler = stepping.new_scheduler
        self.vae: AutoencoderKL = parts.vae
        self.channels: int = self._transformer.config["in_channels"]
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
        texts, _ = self._pipeline.encode_prompt(
            prompt, device="cpu", do_classifier_free_guidance=False
        )
        return Condition(texts[0][None])

    def predict(
        self,
        rows: torch.Tensor,
        timestep: torch.Tensor,
        conditions: Sequence[Condition],
        settings: RenderSettings,
    ) -> torch.Tensor:
        """See `Model`; row by row, so that none depends on how long another one's text is."""
        left = (1000 - timestep.expand(1)) / 1000
        pairs = zip(rows, conditions, strict=True)
        predicted = [
            self._transformer([row[:, None]], left, [text[0]], return_dict=False)[0][0]
            for row, (text, _) in pairs
        ]
        # It is trained to point from noise to picture, and the scheduler asks for the opposite.
        return -torch.stack(predicted).squeeze(2)

    def guide(
        self, without: torch.Tensor, with_text: torch.Tensor, guidance_scale: float
    ) -> torch.Tensor:
        """See `Model`."""
        return plain_guidance(without, with_text, guidance_scale)

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """See `Model`."""
        config = self.vae.config
        scaled = latents / config["scaling_factor"] + config["shift_factor"]
        return self.vae.decode(scaled, return_dict=False)[0]


def load(source: ModelFolder, dtype: DType) -> ZImage:
    """Loads a folder of the family."""
    stepping = load_stepping(source, "set_begin_index")
    pipeline: Any = ZImagePipeline
    return ZImage(
        pipeline(
            scheduler=stepping.new_scheduler(),
            vae=load_part(AutoencoderKL, source, "vae", VAE_DTYPE),
            text_encoder=load_part(Qwen3Model, source, "text_encoder", dtype),
            tokenizer=load_tokenizer(Qwen2Tokenizer, source),
            transformer=load_part(ZImageTransformer2DModel, source, "transformer", dtype),
        ),
        stepping,
    )
