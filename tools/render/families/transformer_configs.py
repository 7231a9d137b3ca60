"""What the configurations of the diffusion transformers tell."""

from __future__ import annotations

from typing import cast

from tools.render.families.configs import Configs
from tools.render.families.sampling_defaults import Defaults, Geometry
from tools.render.safetensors_file import damaged

_PATCH = 2
"""All of them see their latents in patches of 2 x 2."""

_SIDE = 128
"""Latents along each side that they were trained for."""


def flux2_geometry(configs: Configs) -> Geometry:
    """A FLUX.2 latent stands for a patch: 16 pixels, 128 channels in the released weights."""
    scale = _PATCH * _autoencoder_scale(configs, "block_out_channels", 1)
    side = _SIDE // _PATCH * scale
    return Geometry(scale, scale, side, side)


def flux2_defaults(configs: Configs) -> Defaults:
    """4 steps without guidance for the distilled weights, 50 with guidance 4 for the base."""
    if configs.index.get("is_distilled"):
        return Defaults(num_inference_steps=4, guidance_scale=1.0)
    return Defaults(num_inference_steps=50, guidance_scale=4.0)


def z_image_geometry(configs: Configs) -> Geometry:
    """8 pixels a latent."""
    scale = _autoencoder_scale(configs, "block_out_channels", 1)
    return Geometry(scale, _PATCH * scale, _SIDE * scale, _SIDE * scale)


def z_image_defaults(configs: Configs) -> Defaults:
    """Z-Image-Turbo's: 9 steps, of which 8 call the network, without guidance."""
    return Defaults(num_inference_steps=9, guidance_scale=1.0)


def qwen_image_geometry(configs: Configs) -> Geometry:
    """8 pixels a latent, from an autoencoder for video (`temperal_downsample` is its word)."""
    scale = _autoencoder_scale(configs, "temperal_downsample", 0)
    return Geometry(scale, _PATCH * scale, _SIDE * scale, _SIDE * scale)


def qwen_image_defaults(configs: Configs) -> Defaults:
    """50 steps with guidance 4, as in its model card."""
    return Defaults(num_inference_steps=50, guidance_scale=4.0)


def _autoencoder_scale(configs: Configs, name: str, more: int) -> int:
    steps = configs.of("vae").get(name)
    if not isinstance(steps, list) or not steps:
        raise damaged(configs.path("vae"), f"does not list {name}")
    return 2 ** (len(cast("list[object]", steps)) - more)
