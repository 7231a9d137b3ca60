"""Loading a model folder's parts into memory. Importing this module imports torch."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple, Protocol, TypeVar

import diffusers
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from diffusers.schedulers.scheduling_utils import SchedulerMixin
from diffusers.utils import logging as diffusers_logging
from safetensors import SafetensorError
from torch.nn.utils.memory_format import convert_conv2d_weight_memory_format
from transformers.models.clip.modeling_clip import CLIPTextModel
from transformers.models.clip.tokenization_clip import CLIPTokenizer
from transformers.utils import logging as transformers_logging

from schemas.errors import ModelMissing
from tools.render.memory import memory_errors_named
from tools.render.model_folder import ModelFolder

_Part = TypeVar("_Part", bound=torch.nn.Module)


class Scheduler(Protocol):
    """What the denoising loop needs of a diffusers scheduler."""

    timesteps: torch.Tensor
    init_noise_sigma: float | torch.Tensor

    def set_timesteps(self, num_inference_steps: int, device: str) -> None:
        """Chooses the timesteps."""
        ...

    def scale_model_input(self, sample: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
        """The latents as the UNet wants them at that timestep."""
        ...

    @property
    def step(self) -> Callable[..., Sequence[torch.Tensor]]:
        """Goes one step; its arguments differ between schedulers."""
        ...


class Model(NamedTuple):
    """The parts of a latent diffusion model, float32 on the CPU, ready to infer."""

    tokenizer: CLIPTokenizer
    text_encoder: CLIPTextModel
    unet: UNet2DConditionModel
    vae: AutoencoderKL | AutoencoderTiny
    new_scheduler: Callable[[], Scheduler]
    """Schedulers remember the steps before, so each pass makes its own."""


def load_model(source: ModelFolder) -> Model:
    """Loads the parts of `source` from safetensors files on this disk, and from nothing else.

    Convolutions are laid out channels-last, which is the faster one on a CPU.

    Raises:
        ModelMissing: the weights do not fit their configuration, or are damaged inside.
        OutOfMemory: there is too little memory for them.
    """
    vae_class = {"AutoencoderKL": AutoencoderKL, "AutoencoderTiny": AutoencoderTiny}
    task = memory_errors_named(f"load the model {str(source.folder)!r}")
    with _readable_failures(source), _quiet(), task:
        return Model(
            tokenizer=CLIPTokenizer.from_pretrained(
                source.folder / "tokenizer", local_files_only=True
            ),
            text_encoder=_load_part(CLIPTextModel, source, "text_encoder"),
            unet=_load_part(UNet2DConditionModel, source, "unet"),
            vae=_load_part(vae_class[source.vae_class], source, "vae"),
            new_scheduler=_scheduler_maker(source),
        )


def _load_part(part_class: type[_Part], source: ModelFolder, name: str) -> _Part:
    loader: Any = part_class
    part, told = loader.from_pretrained(
        source.folder / name,
        torch_dtype=torch.float32,
        local_files_only=True,
        use_safetensors=True,
        output_loading_info=True,
    )
    # Both libraries only remark on what is missing, and go on with random numbers in its place.
    if told["missing_keys"]:
        raise ValueError(f"its {name} lacks the weights {min(told['missing_keys'])!r}")
    convert_conv2d_weight_memory_format(part, torch.channels_last)
    return part.eval()


def _scheduler_maker(source: ModelFolder) -> Callable[[], Scheduler]:
    found = getattr(diffusers, source.scheduler_class, None)
    if not (
        isinstance(found, type)
        and issubclass(found, SchedulerMixin)
        and hasattr(found, "scale_model_input")
    ):
        raise ModelMissing(
            f"the model {str(source.folder)!r} wants the scheduler {source.scheduler_class!r}, "
            "which diffusers does not have for this family",
            hint="name a scheduler such as DPMSolverMultistepScheduler in scheduler_config.json",
        )
    configured: Any = found
    config: Mapping[str, object] = configured.load_config(
        source.folder / "scheduler", local_files_only=True
    )
    return partial(configured.from_config, config)


@contextmanager
def _readable_failures(source: ModelFolder) -> Generator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError, RuntimeError, TypeError, SafetensorError) as error:
        reason = str(error).strip().splitlines()
        raise ModelMissing(
            f"the model {str(source.folder)!r} does not load: {reason[0] if reason else error!r}",
            hint="download or copy that model again, or choose another one with --renderer",
        ) from error


@contextmanager
def _quiet() -> Generator[None]:
    # Their progress bars and remarks on stderr would tear the terminal's one live line. (One such
    # remark comes with every AutoencoderTiny: diffusers does not know its own block_out_channels.)
    levels = diffusers_logging.get_verbosity(), transformers_logging.get_verbosity()
    bars = transformers_logging.is_progress_bar_enabled()
    diffusers_logging.set_verbosity_error()
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    try:
        yield
    finally:
        diffusers_logging.set_verbosity(levels[0])
        transformers_logging.set_verbosity(levels[1])
        if bars:
            transformers_logging.enable_progress_bar()
