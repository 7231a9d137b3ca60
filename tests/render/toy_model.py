"""A model folder of real diffusers and transformers classes at toy size, with random weights."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from diffusers.schedulers.scheduling_dpmsolver_multistep import DPMSolverMultistepScheduler
from diffusers.schedulers.scheduling_utils import SchedulerMixin
from transformers.models.clip.configuration_clip import CLIPTextConfig
from transformers.models.clip.modeling_clip import CLIPTextModel
from transformers.models.clip.tokenization_clip import CLIPTokenizer

LATENT_CHANNELS = 48
TOKENS = 128


def build_toy_model(
    folder: Path,
    scheduler: SchedulerMixin | None = None,
    vae: AutoencoderKL | AutoencoderTiny | None = None,
) -> Path:
    """Writes the folder and gives it back. The same every time; about 3 MB; draws 256 x 256."""
    torch.manual_seed(0)
    tokenizer = toy_tokenizer()
    parts: dict[str, Any] = {
        "tokenizer": tokenizer,
        "text_encoder": CLIPTextModel(
            CLIPTextConfig(
                vocab_size=len(tokenizer),
                hidden_size=32,
                intermediate_size=64,
                num_hidden_layers=2,
                num_attention_heads=2,
                max_position_embeddings=TOKENS,
                bos_token_id=0,
                eos_token_id=1,
                pad_token_id=1,
            )
        ),
        "unet": UNet2DConditionModel(
            sample_size=16,
            in_channels=LATENT_CHANNELS,
            out_channels=LATENT_CHANNELS,
            layers_per_block=1,
            block_out_channels=(32, 64),
            norm_num_groups=16,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
            cross_attention_dim=32,
            attention_head_dim=16,
        ),
        "vae": vae
        or AutoencoderTiny(
            encoder_block_out_channels=(16,) * 5,
            decoder_block_out_channels=(16,) * 5,
            num_encoder_blocks=(1,) * 5,
            num_decoder_blocks=(1,) * 5,
            latent_channels=LATENT_CHANNELS,
        ),
        "scheduler": scheduler or DPMSolverMultistepScheduler(timestep_spacing="trailing"),
    }
    index: dict[str, object] = {"_class_name": "StableDiffusionPipeline"}
    for name, part in parts.items():
        part.save_pretrained(folder / name)
        package = "transformers" if name in {"tokenizer", "text_encoder"} else "diffusers"
        index[name] = [package, type(part).__name__]
    (folder / "model_index.json").write_text(json.dumps(index), encoding="utf-8")
    defaults = {"num_inference_steps": 3, "guidance_scale": 3.0}
    (folder / "defaults.json").write_text(json.dumps(defaults), encoding="utf-8")
    return folder


def toy_tokenizer() -> CLIPTokenizer:
    """Reads single characters: it has no merges."""
    characters = string.ascii_lowercase + string.digits + ",.-'"
    words = [
        "<|startoftext|>",
        "<|endoftext|>",
        *characters,
        *(f"{each}</w>" for each in characters),
    ]
    return CLIPTokenizer(
        vocab={word: number for number, word in enumerate(words)},
        merges=[],
        model_max_length=TOKENS,
    )
