"""Stills on disk, each under its render key."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path

from schemas.errors import ProjectDamaged
from schemas.render import Digest
from tools.compose.pixels import decode_png
from tools.disk import disk_error, write_atomically
from tools.render.checked_files import CheckedFiles

_LATENTS = 256 * 2**20
"""Bytes: those of some five thousand stills of the pocket renderer."""


class StillStore:
    """The stills in a project's frames folder, content-addressed and verified when read.

    A still is sound if its bytes have the digest that was recorded when it was stored. Where
    nothing was recorded (a kill between storing and recording), the checksums inside the PNG file
    decide.

    Attributes:
        folder: where the stills lie.
        latents: what stills were decoded from, by their keys, as far as it is kept.
    """

    def __init__(self, folder: Path, recorded: Callable[[Digest], Digest | None]) -> None:
        """Takes note of the folder; touches nothing yet.

        Args:
            folder: where the stills lie; created by the first `put`.
            recorded: gives the SHA-256 recorded for a render key, or None.
        """
        self.folder = folder
        self.latents = CheckedFiles(folder / "latents", _LATENTS)
        self._recorded = recorded

    def path(self, key: Digest) -> Path:
        """Where the still of that key lies or would lie."""
        return self.folder / f"{key}.png"

    def has(self, key: Digest) -> bool:
        """Whether there is a sound still of that key. Changes nothing on disk."""
        try:
            self.read(key)
        except ProjectDamaged:
            return False
        return True

    def read(self, key: Digest) -> bytes:
        """The still of that key: a PNG file.

        Raises:
            ProjectDamaged: it is missing, or its bytes are not those that were stored.
        """
        path = self.path(key)
        try:
            png = path.read_bytes()
        except OSError as error:
            raise _unusable(path, f"cannot be read: {error.strerror or error}") from error
        recorded = self._recorded(key)
        if recorded is None:
            decode_png(png, str(path))
        elif hashlib.sha256(png).hexdigest() != recorded:
            raise _unusable(path, "is damaged: its bytes are not those that were rendered")
        return png

    def put(self, key: Digest, png: bytes) -> Path:
        """Stores a still so that a crash leaves the whole of it or nothing; gives its place.

        What lies there already and is not sound is kept beside it as `KEY.png.damaged`.

        Raises:
            DiskFull: the disk took no more.
            ProjectError: the folder cannot be written to.
        """
        path = self.path(key)
        if path.exists() and not self.has(key):
            try:
                path.replace(path.with_name(f"{path.name}.damaged"))
            except OSError as error:
                raise disk_error(error, path) from error
        write_atomically(path, png)
        return path

    def sweep(self) -> tuple[Path, ...]:
        """Removes temporary files that a killed writer left; gives what it removed.

        Only for the one process that may write to the project.
        """
        orphans = tuple(sorted(self.folder.glob(".*.tmp")))
        for orphan in orphans:
            with contextlib.suppress(OSError):
                orphan.unlink()
        return orphans


def _unusable(path: Path, what: str) -> ProjectDamaged:
    return ProjectDamaged(
        f"the still {str(path)!r} {what}",
        hint="run `storyreel render` on the project; it renders again what is missing",
    )
