"""Writing files so that a crash or a full disk never leaves half of one."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from schemas.errors import DiskFull, ProjectError, StoryreelError
from schemas.text import shortened

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP})
"""What file systems answer that cannot sync a folder."""


def write_atomically(path: Path, content: bytes) -> None:
    """Writes `content` to `path` by way of a temporary file beside it, synced and then renamed.

    A reader sees the old file or the new one, never a part.

    Raises:
        DiskFull: the disk took no more; the old file is intact.
        ProjectError: the place cannot be written to.
    """
    make_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise disk_error(error, path) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Creates the folder and those above it, durably; does nothing where it exists.

    Raises:
        DiskFull: the disk took no more.
        ProjectError: it cannot be created, or is a file.
    """
    try:
        if folder.is_dir():
            return
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for each in missing:
            sync_folder(each.parent)
    except OSError as error:
        raise disk_error(error, folder) from error


def sync_folder(folder: Path) -> None:
    """Makes renames inside `folder` durable; does nothing where folders cannot be synced.

    Raises:
        OSError: the disk has failed.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(descriptor)


def disk_error(error: OSError, path: Path) -> StoryreelError:
    """The error to show for an `OSError` that writing `path` met."""
    if error.errno in _FULL:
        return DiskFull(
            f"the disk is full: cannot write {str(path)!r}",
            hint="free some space, then run `storyreel render` on the project; it resumes",
        )
    if error.errno == errno.ENAMETOOLONG:
        return ProjectError(
            f"the path {shortened(str(path))!r} is too long for this disk",
            hint="choose shorter names",
        )
    return ProjectError(
        f"cannot write {str(path)!r}: {error.strerror or error}",
        hint="check that the path is a folder that you may write to, or choose another with --out",
    )
