"""A model folder of every family, of its real classes at toy size, with random weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.models.autoencoders.autoencoder_kl_flux2 import AutoencoderKLFlux2
from diffusers.models.autoencoders.autoencoder_kl_qwenimage import AutoencoderKLQwenImage
from diffusers.models.transformers.transformer_flux2 import Flux2Transformer2DModel
from diffusers.models.transformers.transformer_qwenimage import QwenImageTransformer2DModel
from diffusers.models.transformers.transformer_z_image import ZImageTransformer2DModel
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from diffusers.schedulers.scheduling_euler_ancestral_discrete import (
    EulerAncestralDiscreteScheduler,
)
from diffusers.schedulers.scheduling_euler_discrete import EulerDiscreteScheduler
from diffusers.schedulers.scheduling_flow_match_euler_discrete import (
    FlowMatchEulerDiscreteScheduler,
)
from diffusers.schedulers.scheduling_lcm import LCMScheduler
from tokenizers.pre_tokenizers import ByteLevel
from transformers.models.clip.configuration_clip import CLIPTextConfig
from transformers.models.clip.modeling_clip import CLIPTextModel, CLIPTextModelWithProjection
from transformers.models.qwen2.tokenization_qwen2 import Qwen2Tokenizer
from transformers.models.qwen2_5_vl.configuration_qwen2_5_vl import Qwen2_5_VLConfig
from transformers.models.qwen2_5_vl.modeling_qwen2_5_vl import Qwen2_5_VLForConditionalGeneration
from transformers.models.qwen3.configuration_qwen3 import Qwen3Config
from transformers.models.qwen3.modeling_qwen3 import Qwen3ForCausalLM, Qwen3Model

from tests.render.toy_model import TOKENS, toy_tokenizer

WIDTH = 16
"""Of every text encoder."""

_TEMPLATE = (
    "{% for message in messages %}[{{ message.role }}] {{ message.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}[assistant] {% endif %}"
)


def save(folder: Path, pipeline: str, parts: dict[str, Any], **index: object) -> Path:
    entries: dict[str, object] = {"_class_name": pipeline, **index}
    for name, part in parts.items():
        part.save_pretrained(folder / name)
        ours = name.startswith(("tokenizer", "text_encoder"))
        entries[name] = ["transformers" if ours else "diffusers", type(part).__name__]
    (folder / "model_index.json").write_text(json.dumps(entries), encoding="utf-8")
    return folder


def clip_config(**changes: object) -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=len(toy_tokenizer()),
        hidden_size=WIDTH,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=TOKENS,
        bos_token_id=0,
        eos_token_id=1,
        pad_token_id=1,
        projection_dim=WIDTH,
        **changes,
    )


def unet(text_width: int, **changes: object) -> UNet2DConditionModel:
    return UNet2DConditionModel(
        sample_size=32,
        in_channels=4,
        out_channels=4,
        layers_per_block=1,
        block_out_channels=(16, 32),
        norm_num_groups=8,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=text_width,
        attention_head_dim=8,
        **changes,
    )


def kl(**changes: object) -> AutoencoderKL:
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        block_out_channels=(16, 16),
        norm_num_groups=4,
        latent_channels=4,
        **changes,
    )


def lcm(folder: Path) -> Path:
    return save(
        folder,
        "LatentConsistencyModelPipeline",
        {
            "tokenizer": toy_tokenizer(),
            "text_encoder": CLIPTextModel(clip_config()),
            "unet": unet(WIDTH, time_cond_proj_dim=12),
            "vae": kl(),
            "scheduler": LCMScheduler(),
        },
    )


def turbo(folder: Path) -> Path:
    return save(
        folder,
        "StableDiffusionPipeline",
        {
            "tokenizer": toy_tokenizer(),
            "text_encoder": CLIPTextModel(clip_config()),
            "unet": unet(WIDTH),
            "vae": kl(),
            "scheduler": EulerAncestralDiscreteScheduler(
                timestep_spacing="trailing", steps_offset=1
            ),
        },
    )


def sdxl(folder: Path) -> Path:
    return save(
        folder,
        "StableDiffusionXLPipeline",
        {
            "tokenizer": toy_tokenizer(),
            "tokenizer_2": toy_tokenizer(),
            "text_encoder": CLIPTextModel(clip_config()),
            "text_encoder_2": CLIPTextModelWithProjection(clip_config(hidden_act="gelu")),
            "unet": unet(
                2 * WIDTH,
                addition_embed_type="text_time",
                addition_time_embed_dim=8,
                projection_class_embeddings_input_dim=6 * 8 + WIDTH,
            ),
            "vae": kl(),
            "scheduler": EulerDiscreteScheduler(timestep_spacing="leading", steps_offset=1),
        },
        force_zeros_for_empty_prompt=True,
    )


def flux2(folder: Path) -> Path:
    return save(
        folder,
        "Flux2KleinPipeline",
        {
            "tokenizer": qwen_tokenizer(),
            "text_encoder": Qwen3ForCausalLM(qwen3_config(num_hidden_layers=27)),
            "transformer": Flux2Transformer2DModel(
                in_channels=8,
                num_layers=1,
                num_single_layers=1,
                attention_head_dim=16,
                num_attention_heads=2,
                joint_attention_dim=3 * WIDTH,
                axes_dims_rope=(4, 4, 4, 4),
                guidance_embeds=False,
            ),
            "vae": AutoencoderKLFlux2(
                down_block_types=("DownEncoderBlock2D",) * 2,
                up_block_types=("UpDecoderBlock2D",) * 2,
                block_out_channels=(8, 8),
                norm_num_groups=4,
                latent_channels=2,
                sample_size=32,
            ),
            "scheduler": FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        },
        is_distilled=False,
    )


def z_image(folder: Path) -> Path:
    transformer = ZImageTransformer2DModel(
        in_channels=4,
        dim=32,
        n_layers=1,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=WIDTH,
        axes_dims=[8, 4, 4],
        axes_lens=[1024, 64, 64],
    )
    with torch.no_grad():
        for token in (transformer.x_pad_token, transformer.cap_pad_token):
            token.zero_()
    return save(
        folder,
        "ZImagePipeline",
        {
            "tokenizer": qwen_tokenizer(),
            "text_encoder": Qwen3Model(qwen3_config(num_hidden_layers=2)),
            "transformer": transformer,
            "vae": kl(scaling_factor=0.4, shift_factor=0.1),
            "scheduler": FlowMatchEulerDiscreteScheduler(shift=3.0),
        },
    )


def qwen_image(folder: Path) -> Path:
    reader = Qwen2_5_VLForConditionalGeneration(
        Qwen2_5_VLConfig(
            text_config={
                "vocab_size": len(qwen_tokenizer()),
                "hidden_size": WIDTH,
                "intermediate_size": 32,
                "num_hidden_layers": 2,
                "num_attention_heads": 2,
                "num_key_value_heads": 2,
                "rope_scaling": {"mrope_section": [1, 1, 2], "rope_type": "default"},
            },
            vision_config={
                "depth": 1,
                "hidden_size": 16,
                "intermediate_size": 16,
                "num_heads": 2,
                "out_hidden_size": WIDTH,
            },
        )
    )
    return save(
        folder,
        "QwenImagePipeline",
        {
            "tokenizer": qwen_tokenizer(),
            "text_encoder": reader,
            "transformer": QwenImageTransformer2DModel(
                in_channels=16,
                out_channels=4,
                num_layers=1,
                attention_head_dim=16,
                num_attention_heads=2,
                joint_attention_dim=WIDTH,
                axes_dims_rope=(8, 4, 4),
            ),
            "vae": AutoencoderKLQwenImage(
                base_dim=8,
                z_dim=4,
                dim_mult=[1, 1],
                num_res_blocks=1,
                temperal_downsample=[False],
                latents_mean=[0.1, -0.2, 0.3, 0.0],
                latents_std=[1.5, 0.5, 2.0, 1.0],
            ),
            "scheduler": FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        },
    )


def qwen3_config(num_hidden_layers: int) -> Qwen3Config:
    return Qwen3Config(
        vocab_size=len(qwen_tokenizer()),
        hidden_size=WIDTH,
        intermediate_size=32,
        num_hidden_layers=num_hidden_layers,
        num_attention_heads=2,
        num_key_value_heads=2,
        head_dim=8,
        max_position_embeddings=1024,
    )


def qwen_tokenizer() -> Qwen2Tokenizer:
    """Reads single bytes: it has no merges."""
    words = ["<|endoftext|>", *sorted(ByteLevel.alphabet())]
    tokenizer = Qwen2Tokenizer(
        vocab={word: number for number, word in enumerate(words)},
        merges=[],
        model_max_length=1024,
    )
    tokenizer.chat_template = _TEMPLATE
    return tokenizer


BUILDERS: dict[str, Callable[[Path], Path]] = {
    "LCM": lcm,
    "SD-Turbo": turbo,
    "SDXL": sdxl,
    "FLUX.2 klein": flux2,
    "Z-Image": z_image,
    "Qwen-Image": qwen_image,
}
