"""Decoding in tiles, with the tiling that diffusers' autoencoders bring."""

from __future__ import annotations

from typing import Any

from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny

_LEAST = 8
"""Latents along a tile's side; fewer would leave nothing to blend."""


def decode_whole(vae: AutoencoderKL | AutoencoderTiny) -> None:
    """Makes `vae` decode a picture at once from now on."""
    tiled: Any = vae
    tiled.use_tiling = False


def decode_in_tiles(
    vae: AutoencoderKL | AutoencoderTiny, latents: tuple[int, int], scale: int
) -> None:
    """Makes `vae` decode about a quarter of the picture at a time from now on.

    Args:
        vae: the autoencoder.
        latents: height and width of what will be decoded, latents.
        scale: pixels per latent, along each side.
    """
    tile = max(_LEAST, -(-max(latents) * 5 // 8))
    tiled: Any = vae
    tiled.use_tiling = True
    tiled.tile_latent_min_size = tile
    tiled.tile_sample_min_size = tile * scale
    # AutoencoderTiny takes its number of colours for the number of times it doubles the picture.
    tiled.spatial_scale_factor = scale
