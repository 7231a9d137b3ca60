"""Decoding a clip into pictures as large as the terminal can show. Run it off the UI's thread."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from schemas.errors import ProjectDamaged, RenderError, StoryreelError
from tui.player.cells import Pixels
from tui.player.fitting import CellSize, fit

MOST_FRAMES = 1440
"""Frames that are kept of a clip, one minute at 24 fps; of a longer one every n-th is shown."""

PALETTE_SIZE = 64
"""Colours of a clip. More runs of equal cells, so half the bytes and the time of full colour."""


@dataclass(frozen=True)
class Footage:
    """A decoded clip, as large as it will be shown."""

    palette: npt.NDArray[np.uint8]
    """Shape (colours, 3)."""
    indices: npt.NDArray[np.uint8]
    """Places in `palette`, shape (frames, 2 * rows, columns)."""
    fps: float

    @property
    def length(self) -> int:
        """Number of frames, at least 1."""
        return len(self.indices)

    @property
    def size(self) -> CellSize:
        """Cells that one frame takes."""
        return CellSize(self.indices.shape[2], self.indices.shape[1] // 2)


def decode(path: Path, room: CellSize) -> Footage:
    """Decodes a clip or a still to the largest size that fits `room`.

    Raises:
        ProjectDamaged: the file is not there, or holds no picture that can be read.
        RenderError: there is no ffmpeg on this machine.
    """
    if path.suffix.lower() == ".png":
        return _indexed(still_pixels(path, room)[np.newaxis], 1.0)
    return _decode_clip(path, room)


def still_pixels(path: Path, room: CellSize) -> Pixels:
    """A still scaled to the largest size that fits `room`.

    Returns:
        Shape (2 * rows, columns, 3).

    Raises:
        ProjectDamaged: the file is not there, or is not a picture.
    """
    try:
        with Image.open(path) as picture:
            return picture_pixels(picture, room)
    except (OSError, UnidentifiedImageError) as error:
        raise _unreadable(path, str(error)) from error


def picture_pixels(picture: Image.Image, room: CellSize) -> Pixels:
    """`picture` scaled to the largest size that fits `room`; shape (2 * rows, columns, 3)."""
    columns, rows = fit(picture.width, picture.height, room)
    scaled = picture.convert("RGB").resize((columns, 2 * rows), Image.Resampling.BOX)
    return np.asarray(scaled)


def _decode_clip(path: Path, room: CellSize) -> Footage:
    width, height, fps, seconds = _probe(path)
    columns, rows = fit(width, height, room)
    fps = min(fps, MOST_FRAMES / max(seconds, 0.001))
    done = _ffmpeg(
        *("-loglevel", "error", "-i", str(path)),
        *("-vf", f"fps={fps:.6f},scale={columns}:{2 * rows}:flags=area"),
        *("-frames:v", str(MOST_FRAMES), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"),
    )
    size = columns * 2 * rows * 3
    if done.returncode or len(done.stdout) < size:
        raise _unreadable(path, done.stderr.decode(errors="replace").strip()[-200:])
    length = len(done.stdout) // size
    pixels = np.frombuffer(done.stdout, np.uint8, length * size)
    return _indexed(pixels.reshape(length, 2 * rows, columns, 3), fps)


def _probe(path: Path) -> tuple[int, int, float, float]:
    """Width and height in pixels, frames per second, and seconds of a clip."""
    # Without an output ffmpeg tells what the input is, and ends with an error.
    said = _ffmpeg("-i", str(path)).stderr.decode(errors="replace")
    video = re.search(r"Video: .*?\s([1-9]\d{0,4})x([1-9]\d{0,4})[,\s]", said)
    if video is None:
        raise _unreadable(path, said.strip().rpartition("\n")[2])
    fps = re.search(r"([\d.]+) fps", said)
    length = re.search(r"Duration: (\d+):(\d+):([\d.]+)", said)
    hours, minutes, seconds = map(float, length.groups()) if length else (0.0, 0.0, 0.0)
    return (
        int(video[1]),
        int(video[2]),
        float(fps[1]) if fps else 1.0,
        3600 * hours + 60 * minutes + seconds,
    )


def _ffmpeg(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        program = imageio_ffmpeg.get_ffmpeg_exe()
        return subprocess.run(
            [program, "-hide_banner", "-nostdin", *arguments],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (RuntimeError, OSError) as error:
        raise RenderError(
            f"there is no ffmpeg that runs on this machine: {error}",
            hint="reinstall imageio-ffmpeg, or set IMAGEIO_FFMPEG_EXE to an ffmpeg program",
        ) from error


def _indexed(pixels: Pixels, fps: float) -> Footage:
    """Reduces a clip to one palette for all its frames, taken from some of them."""
    length, height, width, _ = pixels.shape
    sample = pixels[:: max(1, length // 24)]
    strip = Image.fromarray(sample.reshape(-1, width, 3))
    chosen = strip.quantize(PALETTE_SIZE, Image.Quantize.MEDIANCUT)
    whole = Image.fromarray(pixels.reshape(-1, width, 3))
    indices = np.asarray(whole.quantize(palette=chosen, dither=Image.Dither.NONE))
    palette = np.zeros((256, 3), np.uint8)
    colours = np.array(chosen.getpalette(), np.uint8).reshape(-1, 3)
    palette[: len(colours)] = colours
    return Footage(palette, indices.reshape(length, height, width), fps)


def _unreadable(path: Path, reason: str) -> StoryreelError:
    return ProjectDamaged(
        f"cannot show {str(path)!r}: {reason or 'no picture in it'}",
        hint="`storyreel render` on the project makes it again",
    )
