"""A model on disk in the diffusers layout of Stable Diffusion, read without loading weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple, cast

from pydantic import Field, TypeAdapter, ValidationError

from schemas.base import Value
from schemas.errors import ModelMissing
from schemas.render import Digest
from tools.render.keys import canonical_json
from tools.render.safetensors_file import check_safetensors, damaged
from tools.render.weights import weights_digest

_FAMILY = {
    "unet": frozenset({"UNet2DConditionModel"}),
    "vae": frozenset({"AutoencoderKL", "AutoencoderTiny"}),
    "text_encoder": frozenset({"CLIPTextModel"}),
    "tokenizer": frozenset({"CLIPTokenizer", "CLIPTokenizerFast"}),
}
_WEIGHTS = {
    "unet": "diffusion_pytorch_model",
    "vae": "diffusion_pytorch_model",
    "text_encoder": "model",
}
_PICKLES = ("*.bin", "*.ckpt", "*.pt", "*.pth")

_Json = TypeAdapter(dict[str, Any])
_Shards = TypeAdapter(dict[str, str])


class Defaults(Value):
    """defaults.json: how the model's makers want it sampled. These are SD 1.5's usual ones."""

    num_inference_steps: int = Field(default=20, ge=1, le=200)
    guidance_scale: float = Field(default=7.5, ge=1.0, le=30.0)


class ModelFolder(NamedTuple):
    """A folder of a known family, whose configurations are readable and whose weights are whole."""

    folder: Path
    vae_class: str
    scheduler_class: str
    scheduler: str
    """Canonical JSON of the scheduler's class and configuration."""
    scale: int
    """Pixels of a still per latent, along each side."""
    width: int
    """Native, pixels."""
    height: int
    defaults: Defaults
    files: tuple[Path, ...]
    """What shapes the pixels: weights, their configurations and the tokenizer's tables."""

    def digest(self, cache_folder: Path) -> Digest:
        """One digest of all `files`.

        Raises:
            ModelMissing: one of them went away.
        """
        try:
            return weights_digest(self.folder, self.files, cache_folder)
        except OSError as error:
            raise damaged(
                Path(error.filename or self.folder), f"cannot be read: {error.strerror}"
            ) from error


def open_model_folder(folder: Path) -> ModelFolder:
    """Reads and checks the model in `folder`.

    Raises:
        ModelMissing: the folder or a file is absent, damaged, or of a family that this renderer
            cannot draw with; the message names it.
    """
    if not folder.is_dir():
        raise damaged(
            folder, "is a file, not a model folder" if folder.exists() else "does not exist"
        )
    index = _read_json(folder / "model_index.json")
    for part, classes in _FAMILY.items():
        _check_class(folder, index, part, classes)
    unet = _read_json(folder / "unet" / "config.json")
    vae = _read_json(folder / "vae" / "config.json")
    _check_unet(folder, unet)
    size = _read_size(folder, unet, vae)
    scheduler = _read_json(folder / "scheduler" / "scheduler_config.json")
    return ModelFolder(
        folder=folder,
        vae_class=index["vae"][1],
        scheduler_class=str(scheduler.get("_class_name", "")),
        scheduler=canonical_json({k: v for k, v in scheduler.items() if k != "_diffusers_version"}),
        scale=size.scale,
        width=size.width * size.scale,
        height=size.height * size.scale,
        defaults=_read_defaults(folder / "defaults.json"),
        files=tuple(_files(folder)),
    )


class _Size(NamedTuple):
    scale: int
    width: int
    height: int


def _read_size(folder: Path, unet: dict[str, Any], vae: dict[str, Any]) -> _Size:
    blocks = vae.get("block_out_channels") or vae.get("decoder_block_out_channels")
    if not isinstance(blocks, list):
        raise damaged(folder / "vae" / "config.json", "does not list block_out_channels")
    scale = 2 ** (len(cast("list[object]", blocks)) - 1)
    match unet.get("sample_size"):
        case int(side) if side > 0:
            return _Size(scale, side, side)
        case [int(height), int(width)] if height > 0 and width > 0:
            return _Size(scale, width, height)
        case other:
            what = f"has the sample_size {other!r}, which is no size"
            raise damaged(folder / "unet" / "config.json", what)


def _check_class(folder: Path, index: dict[str, Any], part: str, classes: frozenset[str]) -> None:
    entry = index.get(part)
    name = entry[1] if isinstance(entry, list) and len(entry) == 2 else None
    if name not in classes:
        raise ModelMissing(
            f"the model {str(folder)!r} has {name or 'nothing'} as its {part}; "
            f"this renderer draws with {' or '.join(sorted(classes))}",
            hint="choose a model of the Stable Diffusion 1.x family with --renderer",
        )


def _check_unet(folder: Path, unet: dict[str, Any]) -> None:
    # Each of these wants an input beside noise, time and text that this renderer does not give.
    wants = [
        name
        for name in ("time_cond_proj_dim", "class_embed_type", "num_class_embeds")
        if unet.get(name) is not None
    ]
    if unet.get("addition_embed_type") not in {None, "text"}:
        wants.append("addition_embed_type")
    if wants:
        raise ModelMissing(
            f"the UNet in {str(folder)!r} sets {wants[0]}, which this renderer does not serve",
            hint="choose a model of the Stable Diffusion 1.x family with --renderer",
        )


def _files(folder: Path) -> list[Path]:
    files = [folder / part / "config.json" for part in _WEIGHTS]
    for part, stem in _WEIGHTS.items():
        files += _weight_files(folder / part, stem)
    tables = ("tokenizer.json", "vocab.json", "merges.txt", "tokenizer_config.json")
    found = [path for name in tables if (path := folder / "tokenizer" / name).is_file()]
    if not found:
        raise damaged(folder / "tokenizer", "holds no tokenizer")
    return files + found


def _weight_files(part: Path, stem: str) -> list[Path]:
    index = part / f"{stem}.safetensors.index.json"
    if index.is_file():
        files = [part / shard for shard in _read_shards(index)]
    else:
        files = [part / f"{stem}.safetensors"]
        pickles = [path for pattern in _PICKLES for path in sorted(part.glob(pattern))]
        if pickles and not files[0].is_file():
            raise ModelMissing(
                f"{str(pickles[0])!r} is a pickle, which can run code; it is not loaded",
                hint=f"get the model's {files[0].name}, or choose another model with --renderer",
            )
    for file in files:
        check_safetensors(file)
    return [*files, index] if index.is_file() else files


def _read_shards(index: Path) -> list[str]:
    try:
        return sorted(set(_Shards.validate_python(_read_json(index).get("weight_map")).values()))
    except ValidationError as error:
        raise damaged(index, "does not map weights to files") from error


def _read_defaults(path: Path) -> Defaults:
    if not path.is_file():
        return Defaults()
    try:
        return Defaults.model_validate(_read_json(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(each) for each in first["loc"])
        raise damaged(path, f"is not valid: {where}: {first['msg']}") from error


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return _Json.validate_python(json.loads(path.read_bytes()))
    except FileNotFoundError as error:
        raise damaged(path, "is missing") from error
    except OSError as error:
        raise damaged(path, f"cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise damaged(path, "is not readable as a JSON object") from error
