"""The file that takes what a worker's process writes on its stdout and stderr.

Libraries and crashes write there whatever they like; on the terminal it would tear the chat's
screen.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_LIMIT = 1_000_000
"""Bytes at which the file is begun anew."""

_TAIL = 4096


def write_to_log(log: Path) -> None:
    """Sends this process's stdout and stderr into `log`; nowhere, if it cannot be written to."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(log, flags, 0o600)
        if os.fstat(descriptor).st_size > _LIMIT:
            os.ftruncate(descriptor, 0)
    except OSError:
        descriptor = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    os.close(descriptor)


def length(log: Path) -> int:
    """Bytes in the file; 0 where there is none."""
    try:
        return log.stat().st_size
    except OSError:
        return 0


def last_words(log: Path, since: int) -> str:
    """The last line that was written after the first `since` bytes; empty if there is none."""
    with contextlib.suppress(OSError), log.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        # Where the file was begun anew, all of it is later than `since`.
        start = since if since <= end else 0
        file.seek(max(start, end - _TAIL))
        lines = file.read().decode("utf-8", errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")
    return ""
