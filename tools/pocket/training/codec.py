"""Trains the codec: an AutoencoderTiny between 256 px pictures and the lossless 64 px latents.

The decoder is a learned upsampler. As in cascaded diffusion it is trained on blurred and noised
latents, and on what the denoiser really draws, so that what that leaves soft comes out with crisp
edges. The encoder needs no training: see `encoder.py`.
``python -m tools.pocket.training.codec --minutes 15``, after the denoiser's training.
"""

import argparse
import time
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny
from diffusers.models.unets.unet_2d_blocks import AutoencoderTinyBlock
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from tools.pocket.training.checkpoint import checkpoint_folder, load_checkpoint, save_checkpoint
from tools.pocket.training.decoder import WIDTH, set_exact_decoder
from tools.pocket.training.drawn import WRONG, Pairs, draw_pairs
from tools.pocket.training.encoder import set_exact_encoder
from tools.pocket.training.network import LATENT_CHANNELS, PATCH, PICTURE_SIDE, with_stripes
from tools.pocket.training.train import load_networks
from tools.pocket.vocabulary import load_vocabulary

BLOCKS = (0, 0, 3, 1, 0)
"""Residual blocks of the decoder at 16, 32, 64, 128 and 256 px."""
FACTOR = 4
"""How many times the decoder enlarges the 64 px picture that a latent is."""
_RATE = 1e-3
_CROP = 32
"""Side in 64 px units of a training crop: 128 px of output."""


def build_codec(blocks: tuple[int, ...] = BLOCKS) -> AutoencoderTiny:
    """Build the codec: an exact encoder, and a decoder that starts as an exact enlarger."""
    codec = AutoencoderTiny(
        latent_channels=LATENT_CHANNELS,
        encoder_block_out_channels=(64,) * 5,
        num_encoder_blocks=(1,) * 5,
        decoder_block_out_channels=(WIDTH,) * 5,
        num_decoder_blocks=blocks,
        upsampling_scaling_factor=2,
        latent_magnitude=1,
        latent_shift=0.5,
        scaling_factor=1.0,
    )
    set_exact_encoder(codec.encoder)
    set_exact_decoder(codec.decoder, blocks)
    return codec.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]


class Crop(NamedTuple):
    """Painted ``(n, 3, 128, 128)`` and what the decoder is given of it ``(n, 3, 32, 32)``."""

    painted: Tensor
    given: Tensor


def crop(pairs: Pairs, count: int, random: Random, generator: torch.Generator) -> Crop:
    """Cut random squares aligned to latents; half are given as drawn, half as painted but worn."""
    painted: list[NDArray[np.uint8]] = []
    drawn: list[NDArray[np.uint8]] = []
    for _ in range(count):
        k = random.randrange(len(pairs.painted))
        y, x = (random.randrange((PICTURE_SIDE - _CROP) // PATCH + 1) * PATCH for _ in range(2))
        drawn.append(pairs.drawn[k, y : y + _CROP, x : x + _CROP])
        rows, columns = (slice(at * FACTOR, (at + _CROP) * FACTOR) for at in (y, x))
        painted.append(pairs.painted[k, rows, columns])
    large, given = _tensor(painted), _tensor(drawn)
    given[::2] = degrade(functional.avg_pool2d(large[::2], FACTOR), generator)
    return Crop(large, given)


def _tensor(pictures: list[NDArray[np.uint8]]) -> Tensor:
    tensor = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1
    return tensor.contiguous(memory_format=torch.channels_last)


def degrade(small: Tensor, generator: torch.Generator) -> Tensor:
    """Blur and noise pictures ``(n, 3, s, s)``, each by its own amount, a third of them not."""
    count = small.shape[0]
    amount = torch.rand((count, 1, 1, 1), generator=generator)
    amount = (amount * 1.5 - 0.5).clamp(min=0)
    blurred = functional.avg_pool2d(functional.pad(small, (1, 1, 1, 1), "replicate"), 3, 1)
    soft = torch.rand((count, 1, 1, 1), generator=generator) * amount
    noise = torch.randn(small.shape, generator=generator)
    return small + soft * (blurred - small) + 0.10 * amount * noise


def codec_loss(codec: AutoencoderTiny, crops: Crop) -> Tensor:
    """Return the decoder's loss: colours and edges."""
    latents = with_stripes(functional.pixel_unshuffle(crops.given, PATCH))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        drawn = codec.decoder(latents.contiguous(memory_format=torch.channels_last)).float()
    large = crops.painted
    flat = (drawn - large).abs().mean()
    edges = sum((drawn.diff(dim=axis) - large.diff(dim=axis)).abs().mean() for axis in (2, 3))
    return flat + edges


def _learnt(codec: AutoencoderTiny) -> list[torch.nn.Parameter]:
    """Freeze what is exact, and return the weights from the first free block of 64 px on."""
    codec.requires_grad_(False)
    kept = BLOCKS[0] + BLOCKS[1] + 2
    weights: list[torch.nn.Parameter] = []
    blocks = 0
    for layer in codec.decoder.layers:
        if isinstance(layer, AutoencoderTinyBlock):
            blocks += 1
        if blocks > kept:
            weights += list(layer.requires_grad_(True).parameters())
    return weights


def train_codec(path: Path, minutes: float, batch: int, pairs: Pairs) -> float:
    """Train the codec on pairs for a time, save it, and return the decoder's last loss."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    codec = build_codec()
    state = load_checkpoint(path)
    if state is not None:
        codec.load_state_dict(state["weights"])
    learnt = _learnt(codec)
    optimiser = torch.optim.AdamW(learnt, _RATE, betas=(0.9, 0.99), weight_decay=0.0)
    random, generator = Random(0), torch.Generator().manual_seed(0)
    began = saved = time.monotonic()
    losses: list[float] = []
    step = 0
    while (part := (time.monotonic() - began) / 60 / minutes) < 1:
        for group in optimiser.param_groups:
            group["lr"] = _RATE * min(1.0, (step + 1) / 50) * (1 - 0.97 * part)
        loss = codec_loss(codec, crop(pairs, batch, random, generator))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learnt, 0.5)
        optimiser.step()
        optimiser.zero_grad()
        losses.append(float(loss.detach()))
        step += 1
        if step % 50 == 0:
            print(f"step {step} loss {np.mean(losses[-50:]):.4f}", flush=True)
        if time.monotonic() - saved > 60:
            save_checkpoint(path, {"weights": codec.state_dict()})
            saved = time.monotonic()
    save_checkpoint(path, {"weights": codec.state_dict()})
    return losses[-1]


def main() -> None:
    """Train the codec, continuing from its checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--pictures", type=int, default=1500)
    options = parser.parse_args()
    networks = load_networks(checkpoint_folder() / "main.pt")
    pairs = draw_pairs(networks, load_vocabulary(), options.pictures, "codec", WRONG)
    print(f"{len(pairs.drawn)} of {options.pictures} drawings are what was asked", flush=True)
    train_codec(checkpoint_folder() / "codec.pt", options.minutes, options.batch, pairs)


if __name__ == "__main__":
    main()
