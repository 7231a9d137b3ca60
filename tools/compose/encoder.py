"""Encoding a clip with ffmpeg, which runs as a separate program and is fed raw pictures.

ffmpeg reports success for a clip whose last picture was cut short, and a wrapper that does not
read its exit code loses every other failure as well. So each picture's size is checked before it
is sent, the exit code after, and at last the finished file is read back.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import NamedTuple

from schemas.errors import RenderError
from tools.compose.ffmpeg import Ffmpeg
from tools.compose.mp4 import read_video
from tools.compose.pixels import Rgb
from tools.disk import disk_error, sync_folder

THREADS = 2
"""Fixed, because the number of x264's threads shapes its output."""

COMMENT_LIMIT = 1000
"""Most characters of a clip's comment."""

BT709 = (1, 1, 1)
"""Primaries, transfer and matrix as in ITU-T H.273."""

# Players take untagged video for BT.601 or BT.709 as they like, which moves colours by up to 39 of
# 255. So the matrix is converted by name, and all four properties are tagged.
_FILTERS = (
    "pad=ceil(iw/2)*2:ceil(ih/2)*2",
    "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int",
    "format=yuv420p",
    "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv",
)


class Clip(NamedTuple):
    """What is to be encoded."""

    width: int
    height: int
    fps: int
    frames: int
    title: str
    comment: str
    """Written into the file for players to show; cut at `COMMENT_LIMIT` characters."""


def encode(pictures: Iterable[Rgb], clip: Clip, target: Path) -> Generator[int, None, None]:
    """Encodes `pictures` into `target`: H.264, yuv420p, BT.709, faststart MP4.

    Yields the number of pictures sent so far, after each. The file appears only when it is
    complete and on disk; closing the generator, or an error in it, ends ffmpeg and leaves no part
    of a file. Equal pictures give equal bytes with the same ffmpeg. Odd sizes are padded to even.

    Args:
        pictures: exactly `clip.frames` pictures, each uint8 [clip.height, clip.width, 3], sRGB.
        clip: what they are.
        target: the file to write, in a folder that exists.

    Raises:
        DiskFull: the disk took no more.
        RenderError: ffmpeg is missing or failed, or the pictures are not what `clip` says.
        ProjectError: the place cannot be written to.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with Ffmpeg(_arguments(clip, temporary), target) as ffmpeg:
            yield from _feed(ffmpeg, pictures, clip)
            ffmpeg.finish()
        _check(clip, temporary)
        _put(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _arguments(clip: Clip, target: Path) -> list[str]:
    pictures = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{clip.width}x{clip.height}"]
    source = [*pictures, "-framerate", str(clip.fps), "-i", "pipe:0", "-vf", ",".join(_FILTERS)]
    codec = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-threads", str(THREADS)]
    repeatable = ["-fflags", "+bitexact", "-flags:v", "+bitexact"]
    comment = clip.comment[:COMMENT_LIMIT]
    words = ["-metadata", f"title={clip.title}", "-metadata", f"comment={comment}"]
    # The prefix keeps a colon in the path from being read as the end of a protocol's name.
    sink = ["-movflags", "+faststart", "-f", "mp4", "-y", f"file:{target}"]
    return [*source, *codec, *repeatable, *words, *sink]


def _feed(ffmpeg: Ffmpeg, pictures: Iterable[Rgb], clip: Clip) -> Generator[int, None, None]:
    """Sends the pictures; stops early if ffmpeg has ended, which `finish` explains."""
    expected = (clip.height, clip.width, 3)
    sent = 0
    for picture in pictures:
        if picture.shape != expected:
            raise _defect(f"picture {sent + 1} of the clip is {picture.shape}, not {expected}")
        if sent == clip.frames:
            raise _defect(f"the clip has more than its {clip.frames} pictures")
        if not ffmpeg.feed(picture.tobytes()):
            return
        sent += 1
        yield sent
    if sent < clip.frames:
        raise _defect(f"the clip has {sent} pictures instead of {clip.frames}")


def _check(clip: Clip, file: Path) -> None:
    """Reads the file back.

    Raises:
        RenderError: it is not the clip that was asked for.
    """
    wanted = (clip.frames, clip.width + clip.width % 2, clip.height + clip.height % 2, BT709, True)
    facts = read_video(file)
    got = (facts.frames, facts.width, facts.height, facts.colour, facts.faststart)
    if got != wanted:
        raise RenderError(
            f"ffmpeg wrote a clip whose frames, width, height, colour, faststart are {got}, "
            f"not {wanted}",
            hint="unset IMAGEIO_FFMPEG_EXE to use the ffmpeg that storyreel is tested with",
        )


def _put(temporary: Path, target: Path) -> None:
    try:
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise disk_error(error, target) from error


def _defect(message: str) -> RenderError:
    return RenderError(message, hint="this is a defect in storyreel; please report it")
