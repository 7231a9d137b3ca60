"""Loading single parts of a model folder. Importing this module imports torch."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, TypeVar

import diffusers
import torch
from diffusers.schedulers.scheduling_utils import SchedulerMixin
from torch.nn.utils.memory_format import convert_conv2d_weight_memory_format

from schemas.errors import ModelMissing
from schemas.render import DType
from tools.render.model_folder import ModelFolder

VAE_DTYPE: DType = "float32"
"""Of full autoencoders, whatever the network runs in: they were made for float32, and decoding is
a small part of the time of the networks that come with them."""

_Part = TypeVar("_Part", bound=torch.nn.Module)
_Tokenizer = TypeVar("_Tokenizer")


def load_part(part_class: type[_Part], source: ModelFolder, name: str, dtype: DType) -> _Part:
    """One part, from safetensors files on this disk and from nothing else, ready to infer.

    Convolutions are laid out channels-last, which is the faster one on a CPU.

    Raises:
        ValueError: weights are lacking.
        OSError: a file is absent or no configuration.
    """
    loader: Any = part_class
    part, told = loader.from_pretrained(
        source.folder / name,
        torch_dtype=getattr(torch, dtype),
        local_files_only=True,
        use_safetensors=True,
        output_loading_info=True,
    )
    # Both libraries only remark on what is missing, and go on with random numbers in its place.
    if told["missing_keys"]:
        raise ValueError(f"its {name} lacks the weights {min(told['missing_keys'])!r}")
    convert_conv2d_weight_memory_format(part, torch.channels_last)
    return part.eval()


def load_tokenizer(
    tokenizer_class: type[_Tokenizer], source: ModelFolder, name: str = "tokenizer"
) -> _Tokenizer:
    """A tokenizer, from this disk.

    Raises:
        OSError: a file is absent.
    """
    loader: Any = tokenizer_class
    return loader.from_pretrained(source.folder / name, local_files_only=True)


class Stepping(NamedTuple):
    """How a model steps from noise to picture."""

    new_scheduler: Callable[[], Any]
    """Schedulers remember the steps before, so each pass makes its own."""
    guided_share: float
    """See `Model`."""


def load_stepping(source: ModelFolder, needs: str) -> Stepping:
    """How the folder's configurations want it.

    Args:
        source: the folder.
        needs: a method that a scheduler of the family has, by which others are told from it.

    Raises:
        ModelMissing: diffusers has no such scheduler, or it is of another family.
    """
    return Stepping(_scheduler_maker(source, needs), source.defaults.guided_share)


def _scheduler_maker(source: ModelFolder, needs: str) -> Callable[[], Any]:
    found = getattr(diffusers, source.scheduler_class, None)
    if not (
        isinstance(found, type) and issubclass(found, SchedulerMixin) and hasattr(found, needs)
    ):
        raise ModelMissing(
            f"the model {str(source.folder)!r} wants the scheduler {source.scheduler_class!r}, "
            f"which diffusers does not have for {source.family.name}",
            hint="copy scheduler/scheduler_config.json of the model again",
        )
    configured: Any = found
    config = configured.load_config(source.folder / "scheduler", local_files_only=True)
    return partial(configured.from_config, config)
