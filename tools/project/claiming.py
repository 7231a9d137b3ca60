"""Whether a folder may become a new project."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import ProjectError
from tools.disk import disk_error, make_folder
from tools.project.soundness import DATABASE, require_project

if TYPE_CHECKING:
    from tools.project.project import Project


def claim(folder: Path) -> None:
    """Creates the folder where it does not exist, and makes sure that nothing foreign lies in it.

    A database may: a process that is making the same project creates it, and so does one that was
    killed right after.

    Raises:
        ProjectDamaged: a project lay there, and its database was emptied.
        ProjectError: the folder holds something else, or cannot be made.
    """
    make_folder(folder)
    try:
        found = {entry.name for entry in folder.iterdir()}
    except OSError as error:
        raise disk_error(error, folder) from error
    if DATABASE in found:
        require_project(folder)
    elif foreign := sorted(found - {".lock"}):
        raise ProjectError(
            f"{str(folder)!r} is not empty: it holds {foreign[0]!r}",
            hint="choose an empty folder, or one that does not exist, with --out",
        )


def require_unused(project: Project) -> None:
    """Refuses a project in which something was begun.

    Args:
        project: open for writing.

    Raises:
        ProjectError: it holds a script or a premise; the hint says how to go on with it.
    """
    if project.revisions.is_empty() and project.pending.is_empty():
        return
    folder = shlex.quote(str(project.folder))
    lacking = _lacking(project)
    if lacking:
        raise ProjectError(
            f"{str(project.folder)!r} is a project already, unfinished: {lacking}",
            hint=f"`storyreel render {folder}` resumes it; for a new one choose another --out",
        )
    raise ProjectError(
        f"{str(project.folder)!r} is a project already",
        hint=f"choose another folder with --out, or change it with `storyreel revise {folder} ...`",
    )


def _lacking(project: Project) -> str:
    if project.revisions.is_empty():
        written = len(project.pending.frames())
        return f"its script was stopped after {written} frame{'' if written == 1 else 's'}"
    if project.takes.latest() is not None:
        return ""
    return "not all of its stills are rendered" if project.jobs.unfinished() else "it has no clip"
