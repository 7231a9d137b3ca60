"""Where new projects are put."""

from __future__ import annotations

import re
import shutil
import unicodedata
from pathlib import Path

from schemas.errors import DiskFull
from tools.disk import disk_error, make_folder

_FREE_BYTES = 50_000_000
"""That have to be free before a project is begun."""


def new_folder(premise: str, parent: Path) -> Path:
    """Creates a folder named after the first words of a premise, and a number.

    Processes that do so at once get a folder each.

    Args:
        premise: in any script; of its words those in Latin letters and digits are taken.
        parent: where it is to lie; created where it does not exist.

    Raises:
        DiskFull: the disk took no more.
        ProjectError: the place cannot be written to.
    """
    plain = unicodedata.normalize("NFKD", premise).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)[:5] or ["story"]
    slug = "-".join(words)[:48]
    make_folder(parent)
    number = 1
    while True:
        folder = parent / f"{slug}-{number}"
        try:
            folder.mkdir()
            return folder
        except FileExistsError:
            number += 1
        except OSError as error:
            raise disk_error(error, folder) from error


def require_space(folder: Path) -> None:
    """Makes sure that a project fits where a folder is, or is to be created.

    Raises:
        DiskFull: there is too little space.
        ProjectError: the place cannot be looked at.
    """
    try:
        place = next(each for each in (folder, *folder.parents) if each.exists())
        free = shutil.disk_usage(place).free
    except OSError as error:
        raise disk_error(error, folder) from error
    if free < _FREE_BYTES:
        raise DiskFull(
            f"less than {_FREE_BYTES // 1_000_000} MB are free at {str(place)!r}",
            hint="free some space, or choose another place with --out",
        )
