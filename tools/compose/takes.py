"""Takes on disk: clip, storyboard and manifest in a folder that exists only when it is complete."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Mapping
from pathlib import Path

from schemas.errors import ProjectError
from schemas.events import Composing
from schemas.script import FrameId
from schemas.takes import Manifest
from tools.compose.canvas import canvas_size
from tools.compose.encoder import Clip, encode
from tools.compose.forms import clip_fps, clip_frame_count, clip_frames
from tools.compose.pixels import encode_png, rgb_of
from tools.compose.storyboard import storyboard
from tools.disk import disk_error, sync_folder, write_atomically

CLIP = "clip.mp4"
STORYBOARD = "storyboard.png"
MANIFEST = "manifest.json"

_PROGRESS_EVERY = 12
"""Clip frames between two reports: a report for each would cost more than the encoding."""


def take_folder(project: Path, number: int) -> Path:
    """The folder of take `number`, whether or not it exists."""
    return project / "takes" / f"{number:04d}"


def next_take_number(project: Path) -> int:
    """The number after the highest that a take of the project has.

    It counts folders, not records: after a crash between the two, a number is not used twice.
    """
    folders = (project / "takes").glob("[0-9]*")
    return max((int(each.name) for each in folders if each.name.isdigit()), default=0) + 1


def compose_take(
    project: Path, manifest: Manifest, stills: Mapping[FrameId, Path]
) -> Generator[Composing, None, None]:
    """Makes the clip and the storyboard of a take and writes them with its manifest.

    Everything is written to a temporary folder, which gets its name `takes/NNNN` at the end.
    Closing the generator, or an error in it, leaves nothing behind; what a killed process left
    behind is removed by the next call. Only one process may call this for a project at a time.

    Args:
        project: the project folder.
        manifest: of the take; its script and form say what the clip is.
        stills: the PNG of every frame as shown (grade applied).

    Raises:
        RenderError: a frame has no still, or the encoder failed.
        DiskFull: the disk took no more.
        ProjectDamaged: a still's file is missing or damaged.
        ProjectError: the take exists already, or the place cannot be written to.
    """
    final = take_folder(project, manifest.take)
    if final.exists():
        raise ProjectError(
            f"take {manifest.take} exists already in {str(project)!r}",
            hint="a take is never overwritten; render again to make the next one",
        )
    folder = _new_folder(final)
    try:
        write_atomically(folder / MANIFEST, _json(manifest))
        sheet = storyboard(manifest.script, stills)
        write_atomically(folder / STORYBOARD, encode_png(rgb_of(sheet)))
        yield from _clip(folder / CLIP, manifest, stills)
        _rename(folder, final)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clip(
    file: Path, manifest: Manifest, stills: Mapping[FrameId, Path]
) -> Generator[Composing, None, None]:
    script, form = manifest.script, manifest.form
    width, height = canvas_size(script)
    total = clip_frame_count(script, form)
    clip = Clip(width, height, clip_fps(script, form), total, script.title, script.premise)
    yield Composing(done=0, total=total)
    for done in encode(clip_frames(script, form, stills), clip, file):
        if done % _PROGRESS_EVERY == 0 or done == total:
            yield Composing(done=done, total=total)


def _new_folder(final: Path) -> Path:
    """An empty temporary folder beside `final`; those of killed processes are removed."""
    folder = final.with_name(f".{final.name}.{os.getpid()}.tmp")
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        for orphan in final.parent.glob(".*.tmp"):
            shutil.rmtree(orphan)
        folder.mkdir()
    except OSError as error:
        raise disk_error(error, final) from error
    return folder


def _rename(folder: Path, final: Path) -> None:
    try:
        sync_folder(folder)
        folder.rename(final)
        sync_folder(final.parent)
    except OSError as error:
        raise disk_error(error, final) from error


def _json(manifest: Manifest) -> bytes:
    return (manifest.model_dump_json(indent=2) + "\n").encode()
