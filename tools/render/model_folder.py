"""A model on disk in the diffusers layout, read without loading weights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from schemas.errors import ModelMissing
from schemas.render import Digest
from tools.render.families.configs import Configs, read_json
from tools.render.families.family import Family, family_of
from tools.render.families.sampling_defaults import Defaults
from tools.render.keys import canonical_json
from tools.render.safetensors_file import check_safetensors, damaged
from tools.render.weights import weights_digest

_STEM, _TEXT_STEM = "diffusion_pytorch_model", "model"
"""How diffusers and transformers call the weights' files of a part."""

_TABLES = (
    "tokenizer.json",
    "vocab.json",
    "merges.txt",
    "tokenizer_config.json",
    "chat_template.jinja",
)
_PICKLES = ("*.bin", "*.ckpt", "*.pt", "*.pth")

_Shards = TypeAdapter(dict[str, str])


class ModelFolder(NamedTuple):
    """A folder of a known family, whose configurations are readable and whose weights are whole."""

    folder: Path
    family: Family
    model_index: dict[str, Any]
    """The content of model_index.json."""
    vae_class: str
    scheduler_class: str
    scheduler: str
    """Canonical JSON of the scheduler's class and configuration, and of how it is guided."""
    scale: int
    """Pixels of a still per latent, along each side."""
    multiple: int
    """A still's width and height in pixels must be multiples of it."""
    width: int
    """Native, pixels."""
    height: int
    defaults: Defaults
    files: tuple[Path, ...]
    """What shapes the pixels: weights, their configurations and the tokenizers' tables."""

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
    configs = Configs(folder)
    family = family_of(configs)
    geometry = family.geometry(configs)
    scheduler = configs.of("scheduler")
    defaults = _read_defaults(folder / "defaults.json") or family.defaults(configs)
    return ModelFolder(
        folder=folder,
        family=family,
        model_index=configs.index,
        vae_class=configs.class_of("vae") or "",
        scheduler_class=str(scheduler.get("_class_name", "")),
        scheduler=_stepping(scheduler, defaults),
        scale=geometry.scale,
        multiple=geometry.multiple,
        width=geometry.width,
        height=geometry.height,
        defaults=defaults,
        files=tuple(_files(configs, family)),
    )


def _stepping(scheduler: dict[str, Any], defaults: Defaults) -> str:
    known = {name: value for name, value in scheduler.items() if name != "_diffusers_version"}
    if defaults.guided_share < 1:
        known["guided_share"] = defaults.guided_share
    return canonical_json(known)


def _files(configs: Configs, family: Family) -> Iterator[Path]:
    for part in family.parts:
        if part.startswith("tokenizer"):
            yield from _tables(configs.folder / part)
        else:
            yield configs.path(part)
            stem = _TEXT_STEM if part.startswith("text_encoder") else _STEM
            yield from _weight_files(configs.folder / part, stem)


def _tables(part: Path) -> list[Path]:
    found = [path for name in _TABLES if (path := part / name).is_file()]
    if not found:
        raise damaged(part, "holds no tokenizer")
    return found


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
        return sorted(set(_Shards.validate_python(read_json(index).get("weight_map")).values()))
    except ValidationError as error:
        raise damaged(index, "does not map weights to files") from error


def _read_defaults(path: Path) -> Defaults | None:
    if not path.is_file():
        return None
    try:
        return Defaults.model_validate(read_json(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(each) for each in first["loc"])
        raise damaged(path, f"is not valid: {where}: {first['msg']}") from error
