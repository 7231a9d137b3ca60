"""Stable Diffusion XL (arXiv:2307.01952) and its distilled variants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from diffusers.models.attention_processor import Attention
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from transformers.models.clip.modeling_clip import CLIPTextModel, CLIPTextModelWithProjection
from transformers.models.clip.tokenization_clip import CLIPTokenizer

from schemas.render import DType, RenderSettings
from tools.render.attention.installing import UP_BLOCKS, self_attention
from tools.render.families.model import Condition, Scheduler, plain_guidance
from tools.render.families.parts import (
    Stepping,
    load_part,
    load_stepping,
    load_tokenizer,
)
from tools.render.families.stable_diffusion import (
    Autoencoder,
    decode_with,
    guidance_embedding,
    load_autoencoder,
    token_ids,
)
from tools.render.model_folder import ModelFolder

_PENULTIMATE = -2
"""The hidden states that SDXL reads of both text encoders."""


class StableDiffusionXL:
    """What `StableDiffusionXLPipeline` of diffusers computes, in single steps; see `Model`.

    Of a still, the UNet is told that its original size is its size and that nothing is cropped.
    """

    patch = 1
    batch_invariant = False

    def __init__(
        self,
        readers: Sequence[tuple[CLIPTokenizer, CLIPTextModel | CLIPTextModelWithProjection]],
        unet: UNet2DConditionModel,
        vae: Autoencoder,
        stepping: Stepping,
        zeros_for_nothing: bool,
    ) -> None:
        """Takes the parts.

        Args:
            readers: the tokenizers and text encoders; the last one gives the pooled embedding.
            unet: the UNet.
            vae: the autoencoder.
            stepping: how it steps.
            zeros_for_nothing: whether the UNet was trained to take zeros, in place of the
                embedding of an empty text, for an absent prompt.
        """
        self.guided_share = stepping.guided_share
        self._readers = readers
        self._zeros_for_nothing = zeros_for_nothing
        self._new_scheduler = stepping.new_scheduler
        self.unet = unet
        self.vae = vae
        self.channels: int = unet.config["in_channels"]
        self.dtype: torch.dtype = unet.dtype
        self.attention: Mapping[str, Attention] = self_attention(unet, UP_BLOCKS)

    def schedule(self, settings: RenderSettings) -> Scheduler:
        """See `Model`."""
        scheduler = self._new_scheduler()
        scheduler.set_timesteps(settings.num_inference_steps, device="cpu")
        return scheduler

    def guided(self, guidance_scale: float) -> bool:
        """See `Model`."""
        return guidance_scale > 1 and self.unet.config["time_cond_proj_dim"] is None

    def condition(self, prompt: str) -> Condition:
        """See `Model`; text beyond the encoders' window is cut."""
        texts: list[torch.Tensor] = []
        pooled = torch.empty(0)
        for tokenizer, encoder in self._readers:
            read: Any = encoder(token_ids(tokenizer, prompt), output_hidden_states=True)
            texts.append(read.hidden_states[_PENULTIMATE])
            pooled = read[0]
        text = torch.cat(texts, dim=-1)
        if not prompt and self._zeros_for_nothing:
            return Condition(torch.zeros_like(text), torch.zeros_like(pooled))
        return Condition(text, pooled)

    def predict(
        self,
        rows: torch.Tensor,
        timestep: torch.Tensor,
        conditions: Sequence[Condition],
        settings: RenderSettings,
    ) -> torch.Tensor:
        """See `Model`."""
        size = (settings.height, settings.width)
        sizes = torch.tensor([[*size, 0, 0, *size]], dtype=self.dtype).expand(len(rows), -1)
        pooled = torch.cat([each.pooled for each in conditions if each.pooled is not None])
        return self.unet(
            rows,
            timestep,
            torch.cat([each.text for each in conditions]),
            timestep_cond=guidance_embedding(self.unet, settings.guidance_scale, len(rows)),
            added_cond_kwargs={"text_embeds": pooled, "time_ids": sizes},
            return_dict=False,
        )[0]

    def guide(
        self, without: torch.Tensor, with_text: torch.Tensor, guidance_scale: float
    ) -> torch.Tensor:
        """See `Model`."""
        return plain_guidance(without, with_text, guidance_scale)

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """See `Model`."""
        return decode_with(self.vae, latents)


def load(source: ModelFolder, dtype: DType) -> StableDiffusionXL:
    """Loads a folder of the family."""
    second = load_part(CLIPTextModelWithProjection, source, "text_encoder_2", dtype)
    readers = (
        (
            load_tokenizer(CLIPTokenizer, source),
            load_part(CLIPTextModel, source, "text_encoder", dtype),
        ),
        (load_tokenizer(CLIPTokenizer, source, "tokenizer_2"), second),
    )
    return StableDiffusionXL(
        readers=readers,
        unet=load_part(UNet2DConditionModel, source, "unet", dtype),
        vae=load_autoencoder(source, dtype),
        stepping=load_stepping(source, "scale_model_input"),
        zeros_for_nothing=bool(source.model_index.get("force_zeros_for_empty_prompt", True)),
    )
