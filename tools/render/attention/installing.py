"""Putting temporal attention into a UNet, for the length of a block."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from diffusers.models.attention_processor import Attention

from tools.render.attention.processor import TemporalProcessor
from tools.render.attention.sources import Source

UP_BLOCKS = ("up_blocks.",)
"""The paper's place for it: the decoder half, which settles looks rather than layout."""

_SELF_ATTENTION = ".attn1"


def self_attention(unet: torch.nn.Module, groups: tuple[str, ...]) -> dict[str, Attention]:
    """The self-attention layers of a UNet whose names start with one of `groups`, by name.

    "up_blocks." is all of the decoder half, "up_blocks.1." one of its blocks, "" every layer.
    Cross-attention (attn2), where text and image prompts come in, is never among them.
    """
    return {
        name: module
        for name, module in unet.named_modules()
        if isinstance(module, Attention)
        and name.endswith(_SELF_ATTENTION)
        and name.startswith(groups)
    }


@contextmanager
def temporal_attention(
    layers: Mapping[str, Attention], source: Source, filter_fraction: float = 0.0
) -> Generator[None]:
    """Lets `layers` attend to what `source` gives them, inside the block.

    What was installed before is back after it, even where it ends by an exception; so it may be
    entered anew around each UNet call, with the source of that call.

    Args:
        layers: as `self_attention` gives them.
        source: gives keys and values.
        filter_fraction: the share of queries that dual-softmax filtering leaves with their own
            frame's attention, 0 to 1; 0 leaves filtering out.
    """
    before: dict[str, Any] = {name: layer.processor for name, layer in layers.items()}
    try:
        for name, layer in layers.items():
            installable: Any = layer
            installable.set_processor(TemporalProcessor(name, source, filter_fraction))
        yield
    finally:
        for name, layer in layers.items():
            installable = layer
            installable.set_processor(before[name])
