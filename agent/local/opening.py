"""From a folder of transformers to something that answers conversations."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerFast
from transformers.utils import logging

from agent.local.engine import Engine
from agent.local.rendering import Rendering
from agent.local.speaking import Speaker
from schemas.errors import ModelMissing

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_SMALL: Final = 300_000_000
"""Weights; below that, a second thread waits longer than it works."""
_WINDOW: Final = 8192
"""Most tokens of a conversation: on a processor, reading more takes minutes."""


def open_speaker(folder: Path, *, repair: str) -> Speaker:
    """Loads a chat model: on the graphics card where there is one, else on the processor.

    Only safetensors are read, and no code of the model's own is run.

    Args:
        folder: config.json, *.safetensors, tokenizer.json and so on.
        repair: the command to name where the folder cannot be used.

    Raises:
        ModelMissing: the folder is no chat model that transformers can load.
    """
    logging.disable_progress_bar()
    try:
        model = _model(folder)
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except Exception as error:  # Files that somebody else wrote can fail in any way.
        raise ModelMissing(
            f"the model in {str(folder)!r} cannot be loaded: {_first_line(error)}",
            hint=f"run `{repair}`",
        ) from error
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise ModelMissing(
            f"the model in {str(folder)!r} has no tokenizer.json, which constrained calls need",
            hint="use a model with a fast tokenizer",
        )
    engine = Engine(model, tokenizer, threads=threads_for(model.num_parameters()))
    window = getattr(model.config.get_text_config(), "max_position_embeddings", None)
    return Speaker(engine, Rendering.of(tokenizer), min(window or _WINDOW, _WINDOW))


def threads_for(weights: int) -> int:
    """Threads that a model of so many weights can use."""
    return 1 if weights < _SMALL else max(1, (os.cpu_count() or 2) // 2)


def _model(folder: Path) -> PreTrainedModel:
    device = "cuda" if torch.cuda.is_available() else "cpu"
    loaded = AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.bfloat16, local_files_only=True, use_safetensors=True
    )
    model = cast("torch.nn.Module", loaded)
    return cast("PreTrainedModel", model.to(device).eval())


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
