"""The adapter: low-rank changes to the upper layers of the model (LoRA, Hu et al. 2021)."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import torch
from pydantic import BaseModel, ConfigDict, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from schemas.errors import ModelMissing

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedModel

_PREFIX: Final = "base_model.model."
_DOWN: Final = ".lora_A.weight"
_UP: Final = ".lora_B.weight"


class _Config(BaseModel):
    """What is needed of peft's adapter_config.json."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    r: int
    lora_alpha: float


def adapted(model: PreTrainedModel, folder: Path) -> PreTrainedModel:
    """A twin of `model` with the adapter merged in; `model` stays as it is.

    W + (alpha / r) B A replaces each adapted weight W. All other weights are shared with `model`,
    so that the twin costs the memory of the adapted layers only.

    Args:
        model: the model that the adapter was trained for.
        folder: adapter_config.json and adapter_model.safetensors, as peft writes them.

    Raises:
        ModelMissing: the files are absent or damaged, or belong to another model.
    """
    try:
        text = (folder / "adapter_config.json").read_text(encoding="utf-8")
        config = _Config.model_validate_json(text)
        weights = load_file(folder / "adapter_model.safetensors")
        shared = {id(each): each for each in model.parameters()}
        twin = copy.deepcopy(model, shared)
        for name, change in _changes(weights, config).items():
            _add(twin, name, change)
    except (
        OSError,
        ValidationError,
        SafetensorError,
        KeyError,
        AttributeError,
        RuntimeError,
    ) as error:
        raise ModelMissing(
            f"the pocket director's adapter in {str(folder)!r} cannot be used: "
            f"{str(error).splitlines()[0]}",
            hint="reinstall storyreel",
        ) from error
    return twin.eval()


def _changes(weights: Mapping[str, Tensor], config: _Config) -> dict[str, Tensor]:
    """The change of each adapted module's weight, float32, by the module's name."""
    scale = config.lora_alpha / config.r
    downs = {name.removesuffix(_DOWN): each for name, each in weights.items() if _DOWN in name}
    return {
        name.removeprefix(_PREFIX): scale * (weights[name + _UP].float() @ down.float())
        for name, down in downs.items()
    }


def _add(model: PreTrainedModel, name: str, change: Tensor) -> None:
    module = model.get_submodule(name)
    weight = module.weight
    if not isinstance(weight, nn.Parameter):
        raise AttributeError(f"{name} has no weight")
    changed = (weight.float() + change).to(weight.dtype)
    with torch.no_grad():
        module.weight = nn.Parameter(changed, requires_grad=False)
