"""Checkpoints that survive a kill at any moment: written to a temporary file, then renamed."""

import os
from pathlib import Path
from typing import Any

import torch

from tools.pocket.training.artwork import cache_folder


def checkpoint_folder() -> Path:
    """Return the folder of the training's checkpoints in the user's cache, made if missing."""
    folder = cache_folder() / "pocket-training"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Write a checkpoint so that ``path`` always holds a whole one."""
    temporary = path.with_suffix(".tmp")
    with temporary.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def load_checkpoint(path: Path) -> dict[str, Any] | None:
    """Read a checkpoint of ours, or return ``None`` when there is none."""
    if not path.exists():
        return None
    return torch.load(path, map_location="cpu", weights_only=True)
