"""Writing files so that a crash or a full disk never leaves half of one."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from schemas.errors import DiskFull, ProjectError, StoryreelError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def write_atomically(path: Path, content: bytes) -> None:
    """Writes `content` to `path` by way of a temporary file beside it, synced and then renamed.

    A reader sees the old file or the new one, never a part.

    Raises:
        DiskFull: the disk took no more; the old file is intact.
        ProjectError: the place cannot be written to.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise disk_error(error, path) from error


def sync_folder(folder: Path) -> None:
    """Makes renames inside `folder` durable; does nothing where folders cannot be opened."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def disk_error(error: OSError, path: Path) -> StoryreelError:
    """The error to show for an `OSError` that writing `path` met."""
    if error.errno in _FULL:
        return DiskFull(
            f"the disk is full: cannot write {str(path)!r}",
            hint="free some space, then run `storyreel render` on the project; it resumes",
        )
    return ProjectError(
        f"cannot write {str(path)!r}: {error.strerror or error}",
        hint="check that the path is a folder that you may write to, or choose another with --out",
    )
