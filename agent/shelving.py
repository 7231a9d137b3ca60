"""Whole projects on the shelf: copying, renaming and removing folders that nobody is writing to."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from schemas.errors import ProjectError, StoryreelError, UsageError
from tools.disk import disk_error
from tools.project.project import Project

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def fork(folder: Path) -> Path:
    """Copies a project with its whole history beside itself; returns the copy's folder.

    Raises:
        ProjectError: the folder is no project, is locked, or cannot be copied.
    """
    with Project.open(folder):
        target = _unused(folder)
        try:
            shutil.copytree(folder, target, ignore=shutil.ignore_patterns(".lock"))
        except (OSError, shutil.Error) as error:
            shutil.rmtree(target, ignore_errors=True)
            raise _failed(error, target) from error
    return target


def rename(folder: Path, name: str) -> Path:
    """Gives a project's folder another name; returns where it is then.

    Raises:
        UsageError: the name is not one for a folder, or is taken.
        ProjectError: the folder is no project, is locked, or cannot be renamed.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot be the name of a storyboard's folder",
            hint="use up to 64 letters, digits, dots, dashes and underscores",
        )
    target = folder.with_name(name)
    if target.exists():
        raise UsageError(f"there is {str(target)!r} already", hint="choose another name")
    with Project.open(folder):
        pass
    try:
        return folder.rename(target)
    except OSError as error:
        raise disk_error(error, folder) from error


def remove(folder: Path) -> None:
    """Deletes a project with everything in it. This cannot be undone.

    Raises:
        ProjectError: the folder is no project, is locked, or cannot be deleted.
    """
    with Project.open(folder):
        pass
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise disk_error(error, folder) from error


def _unused(folder: Path) -> Path:
    # Together with its number it has to be a name that file systems take: 255 bytes.
    name = os.fsdecode(os.fsencode(folder.name)[:200])
    number = 1
    while (target := folder.with_name(f"{name}-copy-{number}")).exists():
        number += 1
    return target


def _failed(error: OSError | shutil.Error, target: Path) -> StoryreelError:
    if isinstance(error, shutil.Error):
        return ProjectError(
            f"cannot copy the project to {str(target)!r}: {error.args[0][0][2]}",
            hint="free some space, or check the rights to the folder",
        )
    return disk_error(error, target)
