"""What anchors were attended to, on disk, so that it outlives the process."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import torch
from safetensors.torch import load, save

from schemas.render import Digest
from tools.render.attention.sources import KeysValues, Step
from tools.render.checked_files import CheckedFiles


class AnchorFiles:
    """Keys and values of anchors, one checked file each, in a folder of limited size.

    At worst an anchor is denoised again.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        """Takes note of the folder, which the first `put` creates, and of the most bytes in it."""
        self._files = CheckedFiles(folder, limit)

    def get(self, key: Digest) -> tuple[Step, ...] | None:
        """The steps of that anchor, in order; None where they are not kept."""
        content = self._files.get(key)
        return None if content is None else _unpacked(content)

    def put(self, key: Digest, steps: Sequence[Step]) -> None:
        """Keeps the steps of an anchor, where they fit and the disk takes them."""
        self._files.put(key, save(_packed(steps)))


def _packed(steps: Sequence[Step]) -> dict[str, torch.Tensor]:
    return {
        f"{number:04}|{layer}|{name}": tensor.contiguous()
        for number, step in enumerate(steps)
        for layer, given in step.items()
        for name, tensor in zip(KeysValues._fields, given, strict=True)
    }


def _unpacked(content: bytes) -> tuple[Step, ...]:
    tensors = load(content)
    names = sorted({name.rpartition("|")[0] for name in tensors})
    return tuple(
        {
            name.partition("|")[2]: KeysValues(tensors[f"{name}|keys"], tensors[f"{name}|values"])
            for name in group
        }
        for _, group in groupby(names, key=lambda name: name.partition("|")[0])
    )
