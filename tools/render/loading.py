"""Loading a model folder into memory. Importing this module imports torch."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

from diffusers.utils import logging as diffusers_logging
from safetensors import SafetensorError
from transformers.utils import logging as transformers_logging

from schemas.errors import ModelMissing
from schemas.render import DType
from tools.render.families.family import FamilyName
from tools.render.families.model import Model
from tools.render.memory import memory_watched
from tools.render.model_folder import ModelFolder


def load_model(source: ModelFolder, dtype: DType = "float32") -> Model:
    """Loads the parts of `source` from safetensors files on this disk, and from nothing else.

    Raises:
        ModelMissing: the weights do not fit their configuration, or are damaged inside.
        MemoryShort: there is too little memory for them.
    """
    with _readable_failures(source), _quiet(), memory_watched("load"):
        return _adapter(source.family.name)(source, dtype)


def _adapter(family: FamilyName) -> Callable[[ModelFolder, DType], Model]:
    # Imported where they are needed, because each brings its network and its text encoder.
    match family:
        case "Stable Diffusion":
            from tools.render.families.stable_diffusion import load
        case "Stable Diffusion XL":
            from tools.render.families.stable_diffusion_xl import load
        case "FLUX.2 klein":
            from tools.render.families.flux2 import load
        case "Z-Image":
            from tools.render.families.z_image import load
        case "Qwen-Image":
            from tools.render.families.qwen_image import load
    return load


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
