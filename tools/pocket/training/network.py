"""The networks, and the space they work in.

A latent is a 64 px RGB picture in -1..1 whose 4 x 4 patches became 48 channels of 16 x 16. Nothing
is lost, so no autoencoder has to be learnt before the diffusion. Two further channels hold the same
stripes in every latent (-1, 1, -1, ... along x and along y): the decoder finds its way by them.
"""

from dataclasses import dataclass

import numpy as np
import torch
from diffusers.models.attention_processor import AttnProcessor
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from tools.pocket.training.tokenizer import MAX_LENGTH

PATCH = 4
LATENT_SIDE = 16
COLOUR_CHANNELS = 3 * PATCH * PATCH
LATENT_CHANNELS = COLOUR_CHANNELS + 2
PICTURE_SIDE = PATCH * LATENT_SIDE
"""Side in pixels of the picture that a latent is."""


@dataclass(frozen=True)
class Sizes:
    """Widths of the networks."""

    channels: tuple[int, int, int] = (96, 224, 288)
    heads: tuple[int, int, int] = (2, 4, 4)
    text_width: int = 192
    text_layers: int = 2


TINY = Sizes((32, 32, 48), (1, 1, 1), 32, 1)
"""For the smoke run of the recipe."""


def build_unet(sizes: Sizes) -> UNet2DConditionModel:
    """Build the denoiser: three resolutions (16, 8, 4), self-attention in every up block.

    The pooled text joins the time embedding (``addition_embed_type="text"``), which the stock
    pipelines compute from the prompt embeddings by themselves.
    """
    unet = UNet2DConditionModel(
        sample_size=LATENT_SIDE,
        in_channels=LATENT_CHANNELS,
        out_channels=LATENT_CHANNELS,
        block_out_channels=sizes.channels,
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D",) * 3,
        attention_head_dim=sizes.heads,  # pyright: ignore[reportArgumentType] - number of heads
        cross_attention_dim=sizes.text_width,
        addition_embed_type="text",
        addition_embed_type_num_heads=4,
        norm_num_groups=16,
        use_linear_projection=True,
    )
    # Measured on two AVX-512 cores: the fused attention's backward pass took a quarter of a step.
    unet.set_attn_processor(AttnProcessor())
    return unet.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]


def build_text_encoder(sizes: Sizes, tokenizer: CLIPTokenizer) -> CLIPTextModel:
    """Build the text encoder for a tokenizer."""
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=sizes.text_width,
            intermediate_size=4 * sizes.text_width,
            projection_dim=sizes.text_width,
            num_hidden_layers=sizes.text_layers,
            num_attention_heads=max(sizes.text_width // 32, 1),
            max_position_embeddings=MAX_LENGTH,
            bos_token_id=_token(tokenizer, "bos_token"),
            eos_token_id=_token(tokenizer, "eos_token"),
            pad_token_id=_token(tokenizer, "pad_token"),
        )
    )


def _token(tokenizer: CLIPTokenizer, name: str) -> int:
    return tokenizer.get_vocab()[str(getattr(tokenizer, name))]


def build_scheduler() -> DDIMScheduler:
    """Build the noise schedule: variance preserving, the network predicts the clean latent."""
    return DDIMScheduler(
        num_train_timesteps=1000,
        # Flat pictures stay readable in much noise: a cosine schedule spends a tenth of its steps
        # where the layout is decided, this one two fifths.
        beta_schedule="linear",
        beta_start=0.0001,
        beta_end=0.02,
        prediction_type="sample",
        timestep_spacing="trailing",
        clip_sample=True,
        set_alpha_to_one=True,
    )


def to_latents(pictures: NDArray[np.uint8]) -> Tensor:
    """Turn pictures ``(n, 64, 64, 3)`` 0..255 into latents ``(n, 50, 16, 16)`` float32 -1..1."""
    picture = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1
    latents = with_stripes(functional.pixel_unshuffle(picture, PATCH))
    return latents.contiguous(memory_format=torch.channels_last)


def with_stripes(colours: Tensor) -> Tensor:
    """Add the stripes to the 48 colour channels ``(n, 48, h, w)``."""
    count, _, height, width = colours.shape
    x = (torch.arange(width) % 2 * 2.0 - 1).expand(count, 1, height, width)
    y = (torch.arange(height) % 2 * 2.0 - 1)[:, None].expand(count, 1, height, width)
    return torch.cat([colours, x, y], 1)


def to_pictures(latents: Tensor) -> NDArray[np.uint8]:
    """Turn latents ``(n, 50, 16, 16)`` into pictures ``(n, 64, 64, 3)`` 0..255."""
    picture = functional.pixel_shuffle(latents[:, :COLOUR_CHANNELS].float(), PATCH).clamp(-1, 1)
    return ((picture + 1) * 127.5 + 0.5).to(torch.uint8).permute(0, 2, 3, 1).numpy()


def tokenize(tokenizer: CLIPTokenizer, captions: list[str]) -> Tensor:
    """Return token ids ``(n, MAX_LENGTH)`` int64, padded and cut."""
    batch = tokenizer(
        captions, padding="max_length", max_length=MAX_LENGTH, truncation=True, return_tensors="pt"
    )
    return batch.input_ids
