"""Writing config.toml so that what the user wrote there stays: comments, order, other entries."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from schemas.errors import UsageError

Scalar = str | int | float | bool


def write_settings(config: Path, values: Mapping[str, Scalar]) -> None:
    """Sets entries at the top of config.toml.

    Args:
        config: the file; made where there is none.
        values: entry and value.

    Raises:
        UsageError: the file is not TOML, or cannot be written; it is then as it was.
    """
    document = _read(config)
    for name, value in values.items():
        document[name] = value
    _write(config, document)


def write_endpoint(config: Path, name: str, base_url: str, model: str) -> None:
    """Adds or replaces `[endpoints.NAME]` in config.toml.

    Raises:
        UsageError: as for `write_settings`.
    """
    document = _read(config)
    endpoints = document.setdefault("endpoints", tomlkit.table(is_super_table=True))
    entry = tomlkit.table()
    entry.update({"base_url": base_url, "model": model})
    endpoints[name] = entry
    _write(config, document)


def _read(config: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(config.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return tomlkit.document()
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise UsageError(
            f"{str(config)!r} cannot be read: {error}; nothing was written",
            hint="correct the file, or move it away",
        ) from error


def _write(config: Path, document: tomlkit.TOMLDocument) -> None:
    temporary = config.with_name(f".{config.name}.{os.getpid()}.tmp")
    try:
        config.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(tomlkit.dumps(document), encoding="utf-8")
        temporary.replace(config)
    except OSError as error:
        raise UsageError(
            f"{str(config)!r} cannot be written: {error.strerror}",
            hint="check the rights to the folder and the free space",
        ) from error
