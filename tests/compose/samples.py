"""Scripts, stills and a decoder for the composer's tests."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from schemas.script import Frame, FrameId, FrameScript, SceneObject, Shot
from tools.compose.pixels import encode_png


def script_of(*fields: Mapping[str, object], shots: str = "", **shared: object) -> FrameScript:
    """A script whose frames have these fields; `shots` has one letter for each frame's shot."""
    letters = shots or "a" * len(fields)
    order = list(dict.fromkeys(letters))
    plain = {"background": "meadow", "action": "A fox sits.", "hold": 0.5}
    frames = tuple(
        Frame.model_validate(
            {
                "id": f"f{place + 1}",
                "shot": f"s{order.index(letters[place]) + 1}",
                "objects": (SceneObject(name="fox"),),
                **plain,
                **each,
            }
        )
        for place, each in enumerate(fields)
    )
    runs = tuple(
        Shot(id=f"s{number}", anchor=frames[letters.index(letter)].id)
        for number, letter in enumerate(order, start=1)
    )
    values = {"title": "Fox", "premise": "A fox sits.", "width": 64, "height": 64, **shared}
    return FrameScript.model_validate(
        {
            **values,
            "shots": runs,
            "frames": frames,
            "last_id": len(frames),
        }
    )


def write_stills(script: FrameScript, folder: Path) -> dict[FrameId, Path]:
    """A still for each frame: a colour of its own with a white square in it."""
    paths: dict[FrameId, Path] = {}
    for place, frame in enumerate(script.frames):
        rgb = np.zeros((script.height, script.width, 3), np.uint8)
        rgb[:] = (40 + 50 * (place % 4), 60, 200 - 40 * (place % 5))
        rgb[script.height // 4 : script.height // 2, script.width // 4 : script.width // 2] = 255
        paths[frame.id] = folder / f"{frame.id}.png"
        paths[frame.id].write_bytes(encode_png(rgb))
    return paths


def decoded(clip: Path, width: int, height: int) -> NDArray[np.uint8]:
    """The pictures of a clip, [frames, height, width, 3], as a player shows that reads its tags."""
    filters = "scale=in_color_matrix=bt709:in_range=tv:flags=accurate_rnd+full_chroma_int"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-i", str(clip)]
    command += ["-vf", filters, "-fps_mode", "passthrough"]
    command += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3)


def described(clip: Path) -> str:
    """What ffmpeg says of a file's streams and metadata."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-i", str(clip)]
    return subprocess.run(command, check=False, capture_output=True, text=True).stderr
