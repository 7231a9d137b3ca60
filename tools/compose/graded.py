"""Graded stills on disk: content-addressed like the stills they come from."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from schemas.errors import ProjectDamaged
from schemas.grade import Grade
from schemas.render import Digest
from tools.compose.grade import apply_grade
from tools.compose.pixels import encode_png, read_png
from tools.disk import write_atomically

GRADE_VERSION = 1
"""Version of `apply_grade`; raised when its pixels change, so that old files are not used."""


def graded_key(still_key: Digest, grade: Grade) -> Digest:
    """The key of a still under a grade: the still's own where the grade is neutral.

    SHA-256 over canonical JSON of the still's key, the grade and the version of the grading code.
    """
    if grade.is_neutral:
        return still_key
    parts = {"grade": grade.model_dump(), "still": still_key, "version": GRADE_VERSION}
    canonical = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def ensure_graded(frames: Path, still_key: Digest, grade: Grade) -> Path:
    """The file of a still as shown, made now if it is missing or damaged.

    Args:
        frames: folder of the stills, with `STILL_KEY.png` in it.
        still_key: key of the ungraded still.
        grade: the frame's grade.

    Returns:
        `frames/KEY.png`; the still's own file where the grade is neutral.

    Raises:
        ProjectDamaged: the ungraded still is missing or damaged.
        DiskFull: the disk took no more.
    """
    still = frames / f"{still_key}.png"
    if grade.is_neutral:
        return still
    path = frames / f"{graded_key(still_key, grade)}.png"
    if not _is_sound(path):
        write_atomically(path, encode_png(apply_grade(read_png(still), grade)))
    return path


def _is_sound(path: Path) -> bool:
    try:
        read_png(path)
    except ProjectDamaged:
        return False
    return True
