"""Loading a prepared model folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import torch
from transformers import AutoTokenizer
from transformers.models.llama.modeling_llama import LlamaForCausalLM
from transformers.utils import logging

from agent.local.threads import limited_to
from schemas.errors import ModelMissing

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def load(folder: Path, *, repair: str) -> tuple[LlamaForCausalLM, PreTrainedTokenizerFast]:
    """The model (bfloat16, evaluation mode, CPU) and the tokenizer of a Llama folder.

    Args:
        folder: config.json, model.safetensors, tokenizer.json and so on.
        repair: the command to name where the folder is damaged.

    Raises:
        ModelMissing: the folder cannot be loaded.
    """
    logging.disable_progress_bar()
    try:
        with limited_to(1):
            model = LlamaForCausalLM.from_pretrained(
                folder, dtype=torch.bfloat16, local_files_only=True, use_safetensors=True
            )
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except Exception as error:
        raise ModelMissing(
            f"the model in {str(folder)!r} cannot be loaded: {str(error).splitlines()[0]}",
            hint=f"run `{repair}`",
        ) from error
    return model.eval(), tokenizer
