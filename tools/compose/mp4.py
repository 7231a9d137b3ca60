"""Reading back what an encoder wrote: the few boxes of an MP4 file that say what is in it.

Source: ISO/IEC 14496-12 (boxes) and 14496-15 (avc1).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from schemas.errors import RenderError

_HEADER = 8
_SAMPLE_ENTRY = 86
"""Bytes of a visual sample entry, its header included, before the boxes inside it."""


class VideoFacts(NamedTuple):
    """What a video file says of itself."""

    codec: str
    """Four characters; `avc1` is H.264."""
    width: int
    height: int
    frames: int
    fps: Fraction
    """Average frames per second."""
    colour: tuple[int, int, int] | None
    """Primaries, transfer, matrix as in ITU-T H.273 (1 is BT.709); None where untagged."""
    faststart: bool
    """Whether a player can begin before it has the whole file."""


def read_video(path: Path) -> VideoFacts:
    """What the video file at `path` says of its first track.

    Raises:
        RenderError: it is not a complete MP4 file.
    """
    try:
        content = memoryview(path.read_bytes())
        order = [kind for kind, _ in _boxes(content)]
        media = _inside(content, "moov", "trak", "mdia")
        table = _inside(media, "minf", "stbl")
        entry_kind, entry = next(_boxes(_inside(table, "stsd")[8:]))
        width, height = struct.unpack_from(">HH", entry, 32 - _HEADER)
        frames = int(struct.unpack_from(">I", _inside(table, "stsz"), 8)[0])
        return VideoFacts(
            codec=entry_kind,
            width=width,
            height=height,
            frames=frames,
            fps=_fps(_inside(media, "mdhd"), _inside(table, "stts")),
            colour=_colour(entry[_SAMPLE_ENTRY - _HEADER :]),
            faststart=order.index("moov") < order.index("mdat"),
        )
    except (OSError, LookupError, StopIteration, ValueError, struct.error) as error:
        raise RenderError(
            f"{str(path)!r} is not a complete MP4 file",
            hint="run `storyreel render` on the project to make the clip again",
        ) from error


def _boxes(content: memoryview) -> Iterator[tuple[str, memoryview]]:
    """Kind and payload of each box that lies in `content`."""
    position = 0
    while position + _HEADER <= len(content):
        size, kind = struct.unpack_from(">I4s", content, position)
        header = _HEADER
        if size == 1:
            size = struct.unpack_from(">Q", content, position + _HEADER)[0]
            header = 2 * _HEADER
        if size < header or position + size > len(content):
            raise ValueError(f"a box of {size} bytes at {position} of {len(content)}")
        yield kind.decode("latin-1"), content[position + header : position + size]
        position += size


def _inside(content: memoryview, *path: str) -> memoryview:
    """The payload of the first box under `path`.

    Raises:
        KeyError: there is none.
    """
    for wanted in path:
        found = [inner for kind, inner in _boxes(content) if kind == wanted]
        if not found:
            raise KeyError(wanted)
        content = found[0]
    return content


def _fps(mdhd: memoryview, stts: memoryview) -> Fraction:
    timescale = struct.unpack_from(">I", mdhd, 20 if mdhd[0] == 1 else 12)[0]
    (entries,) = struct.unpack_from(">I", stts, 4)
    runs = [struct.unpack_from(">II", stts, 8 + 8 * entry) for entry in range(entries)]
    frames = sum(count for count, _ in runs)
    duration = sum(count * ticks for count, ticks in runs)
    return Fraction(timescale * frames, max(duration, 1))


def _colour(extensions: memoryview) -> tuple[int, int, int] | None:
    for kind, inner in _boxes(extensions):
        if kind == "colr" and bytes(inner[:4]) == b"nclx":
            primaries, transfer, matrix = struct.unpack_from(">HHH", inner, 4)
            return primaries, transfer, matrix
    return None
