"""One writer at a time: an advisory lock that the operating system frees when its holder dies."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from schemas.errors import ProjectLocked
from tools.disk import disk_error

_PATIENCE = 5.0
"""Seconds to wait for a holder: a program that is just ending gives the lock back within them."""


class WriterLock:
    """The lock `DIR/.lock`; the file holds the process id of the last holder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / ".lock"
        self._lock = FileLock(self._path)

    def acquire(self) -> None:
        """Takes the lock, waiting a moment for a program that is ending.

        Raises:
            ProjectLocked: another process holds it; `pid` says which.
            ProjectError: the folder cannot be written to.
        """
        try:
            self._lock.acquire(timeout=_PATIENCE)
        except Timeout as error:
            pid = self._holder()
            who = f"process {pid}" if pid else "another process"
            raise ProjectLocked(
                f"{who} is writing to {str(self._path.parent)!r}",
                hint="wait until it has finished, or stop it, then repeat the command",
                pid=pid,
            ) from error
        except OSError as error:
            raise disk_error(error, self._path) from error
        # Without the number the lock still holds: some systems refuse a second handle.
        with suppress(OSError):
            self._path.write_text(f"{os.getpid()}\n", encoding="ascii")

    def release(self) -> None:
        """Gives the lock back. The file stays: removing it would split later holders."""
        self._lock.release()

    def _holder(self) -> int | None:
        try:
            return int(self._path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
