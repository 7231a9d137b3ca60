"""Whether a .safetensors file is whole, seen from its header and its size."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from schemas.errors import ModelMissing

_HEADER_LIMIT = 100_000_000
"""Bytes; the format's own limit for its header."""

_IMPOSTORS = {
    b"version https://git-lfs": "is a Git LFS pointer, not the weights",
    b"<!doctype": "is a web page, not weights",
    b"<html": "is a web page, not weights",
}

_Header = TypeAdapter(dict[str, dict[str, Any]])


def check_safetensors(path: Path) -> None:
    """Checks that `path` is a safetensors file and has all the bytes that its header promises.

    Format: 8 bytes of little-endian header length, the header as JSON, then the tensors' bytes
    (https://huggingface.co/docs/safetensors). The tensors' values are not looked at.

    Raises:
        ModelMissing: it is absent, cut short, or something else under this name.
    """
    try:
        with path.open("rb") as file:
            start = file.read(64)
            length = int.from_bytes(start[:8], "little")
            file.seek(8)
            header = file.read(length) if length <= _HEADER_LIMIT else b""
        size = path.stat().st_size
    except OSError as error:
        raise damaged(path, f"cannot be read: {error.strerror or error}") from error
    for magic, what in _IMPOSTORS.items():
        if start.lstrip().lower().startswith(magic):
            raise damaged(path, what)
    if length > _HEADER_LIMIT or not start:
        raise damaged(path, "is not a safetensors file")
    if len(start) < 8 or len(header) < length:
        raise damaged(path, f"is cut short: {size} bytes, its header alone has {8 + length}")
    promised = 8 + length + _bytes_of_tensors(path, header)
    if size != promised:
        raise damaged(path, f"has {size} bytes, but its header promises {promised}")


def damaged(path: Path, what: str) -> ModelMissing:
    """The error for a file of a model folder that cannot be used."""
    return ModelMissing(
        f"{str(path)!r} {what}",
        hint="download or copy it again (reinstall storyreel for the pocket renderer), "
        "or choose another model with --renderer",
    )


def _bytes_of_tensors(path: Path, header: bytes) -> int:
    try:
        tensors = _Header.validate_python(json.loads(header))
        ends = [each["data_offsets"][1] for name, each in tensors.items() if name != "__metadata__"]
        return max(ends, default=0)
    except (ValueError, ValidationError, KeyError, IndexError, TypeError) as error:
        raise damaged(path, "is not a safetensors file: its header is not readable") from error
