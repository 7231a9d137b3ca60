"""Peak memory of one clip in a process of its own: `python -m bench.render_memory`.

Prints bytes. The process does nothing else: it loads the model, draws the clip, and ends.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import psutil

from bench.render_scripts import one_shot, settings_for, whole_clip
from schemas.render import DType
from tools.render.diffusers_folder import FolderRenderer
from tools.render.enduring import Loading
from tools.render.memory import peak_memory as peak_memory_of_this_process


def peak_memory(who: str, folder: Path, num_frames: int, dtype: DType) -> int:
    """Bytes that a process held at most while it drew one clip; `who` is "ours" or "peer"."""
    words = [who, str(folder), str(num_frames), dtype]
    command = [sys.executable, "-m", "bench.render_memory", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1])


def draw_ours(folder: Path, num_frames: int, dtype: DType) -> None:
    """One clip in the mode `anchor`, with the model's own settings."""
    with tempfile.TemporaryDirectory() as cache:
        renderer = FolderRenderer("bench", folder, None, Path(cache), Loading(dtype))
        known = renderer.capabilities()
        settings = settings_for(known, "anchor", known.num_inference_steps, 0.0)
        for _ in renderer.render(whole_clip(one_shot(num_frames, 0), known, settings)):
            pass


def draw_peer(folder: Path, num_frames: int, dtype: DType) -> None:
    """One clip with the same settings."""
    import torch

    from bench.render_peer import Peer

    with tempfile.TemporaryDirectory() as cache:
        known = FolderRenderer("bench", folder, None, Path(cache)).capabilities()
    peer = Peer(folder, getattr(torch, dtype))
    peer.clip("a fox", num_frames, known.num_inference_steps, known.guidance_scale)


def main(words: Sequence[str] | None = None) -> None:
    """Draws and prints."""
    parser = argparse.ArgumentParser(prog="bench.render_memory", description=__doc__)
    parser.add_argument("who", choices=["ours", "peer"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("num_frames", type=int)
    parser.add_argument("dtype")
    asked = parser.parse_args(words)
    draw = {"ours": draw_ours, "peer": draw_peer}[asked.who]
    draw(asked.folder, asked.num_frames, asked.dtype)
    print(_peak())


def _peak() -> int:
    # Linux lets a child begin with its parent's ru_maxrss, and the parent here holds two models.
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024
    found = peak_memory_of_this_process()
    return psutil.Process().memory_info().rss if found is None else found


if __name__ == "__main__":
    main()
