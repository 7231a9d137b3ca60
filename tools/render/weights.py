"""Digests of model files, remembered so that the second time is cheap."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from schemas.errors import StoryreelError
from schemas.render import Digest
from tools.disk import write_atomically

_Remembered = TypeAdapter(dict[str, Digest])


def weights_digest(folder: Path, files: Sequence[Path], cache_folder: Path) -> Digest:
    """One digest of `files` (all below `folder`): of their names and contents, not of their place.

    A file's SHA-256 is remembered in `cache_folder` under its path, size and time of change. A
    cache that is absent, damaged or not writable costs time and nothing else.

    Raises:
        OSError: one of the files cannot be read.
    """
    cache = cache_folder / "digests.json"
    remembered = _remembered(cache)
    whole = hashlib.sha256()
    fresh: dict[str, Digest] = {}
    for file in sorted(files):
        stat = file.stat()
        place = f"{file.resolve()}|{stat.st_size}|{stat.st_mtime_ns}"
        fresh[place] = remembered.get(place) or file_digest(file)
        whole.update(f"{file.relative_to(folder).as_posix()}\n{fresh[place]}\n".encode())
    if not fresh.items() <= remembered.items():
        with contextlib.suppress(StoryreelError):
            write_atomically(cache, _Remembered.dump_json(remembered | fresh))
    return whole.hexdigest()


def file_digest(path: Path) -> Digest:
    """SHA-256 of a file's content.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remembered(cache: Path) -> dict[str, Digest]:
    try:
        return _Remembered.validate_json(cache.read_bytes())
    except (OSError, ValidationError):
        return {}
