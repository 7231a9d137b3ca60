"""Files of limited size in all, named by what they are for and by the digest of their content."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from schemas.errors import StoryreelError
from schemas.render import Digest
from tools.disk import write_atomically

_SUFFIX = ".safetensors"


class CheckedFiles:
    """A store of safetensors files, by render key, that can always be done without.

    Content is checked when it is read: a damaged file is as good as none and is removed. Files used
    longest ago go first. Nothing that the folder does is an error. Processes may share it.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        """Takes note of the folder, which the first `put` creates, and of the most bytes in it."""
        self._folder = folder
        self._limit = limit

    def kept(self) -> frozenset[Digest]:
        """The keys of which there is a file, sound or not."""
        return frozenset(path.name.split(".")[0] for path in self._folder.glob(f"*{_SUFFIX}"))

    def get(self, key: Digest) -> bytes | None:
        """The content of that key; None where there is none that is sound."""
        for path in self._of(key):
            try:
                content = path.read_bytes()
                # Used just now.
                os.utime(path)
            except OSError:
                continue
            if hashlib.sha256(content).hexdigest() == _digest(path):
                return content
            _remove(path)
        return None

    def put(self, key: Digest, content: bytes) -> None:
        """Keeps the content in place of what was there, where it fits and the disk takes it."""
        if len(content) > self._limit:
            return
        path = self._folder / f"{key}.{hashlib.sha256(content).hexdigest()}{_SUFFIX}"
        with contextlib.suppress(StoryreelError):
            write_atomically(path, content)
        for other in self._of(key):
            if other != path:
                _remove(other)
        self._shrink()

    def _of(self, key: Digest) -> list[Path]:
        return sorted(self._folder.glob(f"{key}.*{_SUFFIX}"))

    def _shrink(self) -> None:
        found: list[tuple[float, int, Path]] = []
        for path in self._folder.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                stat = path.stat()
                found.append((stat.st_mtime, stat.st_size, path))
        held = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if held <= self._limit:
                return
            _remove(path)
            held -= size


def _digest(path: Path) -> str:
    return path.name.removesuffix(_SUFFIX).rpartition(".")[2]


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
