"""Whether the newest take is what making another would give."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import ValidationError

from agent.studio import Studio
from agent.taking import Taken
from schemas.errors import StoryreelError
from schemas.takes import Manifest
from tools.compose.mp4 import read_video
from tools.compose.pixels import read_png
from tools.compose.takes import CLIP, MANIFEST, STORYBOARD, take_folder


def standing_take(studio: Studio) -> Taken | None:
    """The newest take, if its files are whole and made of what is there now; else None.

    That is the script of the head revision, the form of the clips, and the very bytes of each
    frame's still as shown.

    Raises:
        ProjectDamaged: the project cannot be read.
    """
    take = studio.project.takes.latest()
    if take is None:
        return None
    folder = take_folder(studio.project.folder, take.number)
    manifest = _whole(folder)
    script = studio.project.revisions.head().script
    if manifest is None or (manifest.script, manifest.form) != (script, studio.form):
        return None
    if _used(manifest) != _shown(studio):
        return None
    return Taken(
        rendered=(),
        reused=tuple(frame.id for frame in script.frames),
        clip=folder / CLIP,
        storyboard=folder / STORYBOARD,
        render_seconds=0.0,
        compose_seconds=0.0,
    )


def _whole(folder: Path) -> Manifest | None:
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
        frames = read_video(folder / CLIP).frames
        read_png(folder / STORYBOARD)
    except (OSError, ValidationError, StoryreelError):
        return None
    return manifest if frames == manifest.clip_frames else None


def _used(manifest: Manifest) -> set[tuple[str, str, str]]:
    return {(each.frame, each.still, each.sha256) for each in manifest.frames}


def _shown(studio: Studio) -> set[tuple[str, str, str]]:
    stills = studio.shown(studio.project.revisions.head().script)
    return {
        (
            frame,
            path.relative_to(studio.project.folder).as_posix(),
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for frame, path in stills.items()
    }
