"""What can be played: a clip, and what its manifest says about the frames in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from pydantic import ValidationError

from schemas.errors import UsageError
from schemas.takes import Manifest

PLAYABLE = (".mp4", ".gif", ".png")
"""Endings of the files that the player takes."""


@dataclass(frozen=True)
class Clip:
    """A file to play."""

    path: Path
    title: str
    """One printable line."""
    starts: tuple[float, ...]
    """Second at which each frame of the script begins, from 0.0; empty where nobody recorded it."""

    def index_at(self, seconds: float) -> int | None:
        """The 1-based index of the script's frame shown at `seconds`; None without `starts`."""
        return bisect_right(self.starts, seconds + 1e-6) or None


def clip_at(path: Path) -> Clip:
    """What `storyreel play PATH` plays: the newest take of a project folder, or a file.

    Raises:
        UsageError: there is nothing there that can be played.
    """
    if path.is_dir():
        return _newest_take(path)
    if not path.is_file():
        raise UsageError(f"there is no {str(path)!r}", hint="name a project folder or a clip")
    if path.suffix.lower() not in PLAYABLE:
        raise UsageError(
            f"{path.name!r} cannot be played here",
            hint=f"name a project folder, or a file ending in {', '.join(PLAYABLE)}",
        )
    return take_clip(path)


def take_clip(path: Path) -> Clip:
    """The clip in a take's folder, with the frames that the manifest beside it records."""
    try:
        manifest = Manifest.model_validate_json(path.with_name("manifest.json").read_bytes())
    except (OSError, ValidationError):
        return Clip(path, path.name, ())
    title = f"{manifest.script.title}, take {manifest.take} of revision {manifest.revision}"
    return Clip(path, title, frame_starts(manifest))


def frame_starts(manifest: Manifest) -> tuple[float, ...]:
    """The second at which each frame of the take's script begins."""
    lengths = [
        1 if manifest.form == "flipbook" else round(frame.hold * manifest.clip_fps)
        for frame in manifest.script.frames
    ]
    return tuple(start / manifest.clip_fps for start in accumulate(lengths[:-1], initial=0))


def _newest_take(folder: Path) -> Clip:
    clips = sorted(folder.glob("takes/[0-9]*/clip.mp4"), key=lambda clip: int(clip.parent.name))
    if not clips:
        raise UsageError(
            f"{str(folder)!r} has no take to play",
            hint=f"make one with `storyreel render {folder}`, or name another folder",
        )
    return take_clip(clips[-1])
