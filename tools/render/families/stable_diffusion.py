"""Stable Diffusion 1.x and 2.x, their distilled variants, and the pocket renderer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from diffusers.models.attention_processor import Attention
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny
from diffusers.models.embeddings import get_timestep_embedding
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from transformers.models.clip.modeling_clip import CLIPTextModel
from transformers.models.clip.tokenization_clip import CLIPTokenizer

from schemas.render import DType, RenderSettings
from tools.render.attention.installing import UP_BLOCKS, self_attention
from tools.render.families.model import Condition, Scheduler, plain_guidance
from tools.render.families.parts import (
    VAE_DTYPE,
    Stepping,
    load_part,
    load_stepping,
    load_tokenizer,
)
from tools.render.model_folder import ModelFolder
from tools.render.packing import pack_layers

Autoencoder = AutoencoderKL | AutoencoderTiny


class StableDiffusion:
    """What `StableDiffusionPipeline` of diffusers computes, in single steps; see `Model`.

    A UNet that takes the guidance scale as an input (LCM, arXiv:2310.04378) is told it and runs
    one row a frame.
    """

    patch = 1

    def __init__(
        self,
        tokenizer: CLIPTokenizer,
        text_encoder: CLIPTextModel,
        unet: UNet2DConditionModel,
        vae: Autoencoder,
        stepping: Stepping,
    ) -> None:
        """Takes the parts, and packs the layers of the UNet where that pays."""
        self.batch_invariant = pack_layers(unet, unet.dtype)
        self.guided_share = stepping.guided_share
        self.tokenizer = tokenizer
        self.text_encoder = text_encoder
        self.unet = unet
        self.vae = vae
        self.new_scheduler = stepping.new_scheduler
        self.channels: int = unet.config["in_channels"]
        self.dtype: torch.dtype = unet.dtype
        self.attention: Mapping[str, Attention] = self_attention(unet, UP_BLOCKS)

    def schedule(self, settings: RenderSettings) -> Scheduler:
        """See `Model`."""
        scheduler = self.new_scheduler()
        scheduler.set_timesteps(settings.num_inference_steps, device="cpu")
        return scheduler

    def guided(self, guidance_scale: float) -> bool:
        """See `Model`."""
        return guidance_scale > 1 and self.unet.config["time_cond_proj_dim"] is None

    def condition(self, prompt: str) -> Condition:
        """See `Model`; text beyond the encoder's window is cut."""
        return Condition(self.text_encoder(token_ids(self.tokenizer, prompt))[0])

    def predict(
        self,
        rows: torch.Tensor,
        timestep: torch.Tensor,
        conditions: Sequence[Condition],
        settings: RenderSettings,
    ) -> torch.Tensor:
        """See `Model`."""
        text = torch.cat([each.text for each in conditions])
        scale = guidance_embedding(self.unet, settings.guidance_scale, len(rows))
        return self.unet(rows, timestep, text, timestep_cond=scale, return_dict=False)[0]

    def guide(
        self, without: torch.Tensor, with_text: torch.Tensor, guidance_scale: float
    ) -> torch.Tensor:
        """See `Model`."""
        return plain_guidance(without, with_text, guidance_scale)

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """See `Model`."""
        return decode_with(self.vae, latents)


def load(source: ModelFolder, dtype: DType) -> StableDiffusion:
    """Loads a folder of the family."""
    unet = load_part(UNet2DConditionModel, source, "unet", dtype)
    return StableDiffusion(
        tokenizer=load_tokenizer(CLIPTokenizer, source),
        text_encoder=load_part(CLIPTextModel, source, "text_encoder", dtype),
        unet=unet,
        vae=load_autoencoder(source, dtype),
        stepping=load_stepping(source, "scale_model_input"),
    )


def load_autoencoder(source: ModelFolder, dtype: DType) -> Autoencoder:
    """The autoencoder of a folder; one of the tiny kind, which is there for speed, in `dtype`."""
    if source.vae_class == "AutoencoderTiny":
        return load_part(AutoencoderTiny, source, "vae", dtype)
    return load_part(AutoencoderKL, source, "vae", VAE_DTYPE)


def decode_with(vae: Autoencoder, latents: torch.Tensor) -> torch.Tensor:
    """Float32 pictures of float32 latents, brought back to the autoencoder's scale."""
    scaled = (latents / vae.config["scaling_factor"]).to(vae.dtype)
    return vae.decode(scaled, return_dict=False)[0].float()


def token_ids(tokenizer: CLIPTokenizer, prompt: str) -> torch.Tensor:
    """Int64 [1, window]: the prompt, cut or filled up to the encoder's window."""
    tokens = tokenizer(
        prompt,
        padding="max_length",
        max_length=tokenizer.model_max_length,
        truncation=True,
        return_tensors="pt",
    )
    return tokens.input_ids


def guidance_embedding(
    unet: UNet2DConditionModel, guidance_scale: float, rows: int
) -> torch.Tensor | None:
    """The guidance scale as a UNet that takes one wants it, [rows, width]; None for others.

    It is the sinusoidal embedding of 1000 w with w = scale - 1 (arXiv:2210.03142, appendix C).
    """
    width: int | None = unet.config["time_cond_proj_dim"]
    if width is None:
        return None
    scales = torch.full((rows,), 1000 * (guidance_scale - 1))
    return get_timestep_embedding(scales, width, downscale_freq_shift=1).to(unet.dtype)
