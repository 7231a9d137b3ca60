"""Measures the renderer against diffusers' TextToVideoZeroPipeline, in one process.

``python -m bench.render --json`` prints one JSON document. Both draw with the same weights, size,
number of frames, steps, guidance and threads; every ratio is the median over pairs of runs that
follow each other, so that what else the machine does falls on both. `--clock cpu` counts the time
that the processor spends on this process in place of the time on the wall, for busy machines.

speedup_equal_work    the peer's seconds over ours, mode `anchor`, each in its own dtype
speedup_equal_dtype   the same with the peer in our dtype
speedup_default       the peer's seconds for its defaults, 50 steps with guidance, over ours for our
                      defaults
filter_cost           seconds with dual-softmax filtering of 5 % over seconds without
revise_cold           seconds of one changed frame over those of the clip, nothing cached
revise_warm           the same with the anchor's keys and values cached
memory_ratio          our peak memory over the peer's, each in a process and a dtype of its own
peak_share            floating-point operations a second of the UNet in one of our passes over the
                      best that this machine does in a matrix product or a convolution, same dtype
seconds_by_frames     {mode: {number of frames: seconds}}
seconds_by_pixels     {side of a still in pixels: seconds of one frame}
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, get_args

import torch
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from torch.utils.flop_counter import FlopCounterMode

from bench.machine_peak import peak
from bench.render_memory import peak_memory
from bench.render_peer import GUIDANCE, STEPS, Peer
from bench.render_scripts import one_frame, one_shot, settings_for, whole_clip
from schemas.render import Capabilities, DType, Mode, RenderRequest, RenderSettings
from tools import pocket
from tools.render.diffusers_folder import FolderRenderer
from tools.render.dtype_race import faster_dtype
from tools.render.enduring import Loading
from tools.render.loading import load_model
from tools.render.model_folder import open_model_folder

FRAMES = 8
FILTER = 0.05
"""The paper's share of queries that filtering gives back to their own frame."""

CLOCKS: dict[str, Callable[[], float]] = {"wall": time.perf_counter, "cpu": time.process_time}
MODES: tuple[Mode, ...] = ("none", "anchor", "rotate")


class Bench(NamedTuple):
    """What is measured, and how."""

    folder: Path
    renderer: FolderRenderer
    known: Capabilities
    dtype: DType
    seconds: Callable[[], float]
    pairs: int
    peer_steps: int
    """The peer's default; fewer only to try the bench out."""

    def timed(self, work: Callable[[], object]) -> float:
        """Seconds that `work` takes."""
        began = self.seconds()
        work()
        return self.seconds() - began

    def draw(self, request: RenderRequest) -> float:
        """Seconds of drawing a request to its end."""
        return self.timed(lambda: [event for event in self.renderer.render(request)])

    def clip(self, seed: int, mode: Mode = "anchor", frames: int = FRAMES) -> RenderRequest:
        """A clip in the renderer's default steps, filter off; another seed shares no frame."""
        return whole_clip(one_shot(frames, seed), self.known, self.settings(mode, 0.0))

    def settings(self, mode: Mode, filter_fraction: float) -> RenderSettings:
        """The renderer's default steps in that mode."""
        return settings_for(self.known, mode, self.known.num_inference_steps, filter_fraction)


def ratios(bench: Bench, peer: Peer, peer_equal: Peer) -> dict[str, float]:
    """The ratios of time, medians over pairs."""
    steps, guidance = bench.known.num_inference_steps, bench.known.guidance_scale
    prompt = bench.clip(0).jobs[0].prompt
    found: dict[str, list[float]] = {}

    def note(name: str, value: float) -> None:
        found.setdefault(name, []).append(value)

    for frames in (1, 2, FRAMES):
        bench.draw(bench.clip(10_000 + frames, frames=frames))
    for each in (peer, peer_equal):
        each.clip(prompt, FRAMES, 2, guidance)
    for pair in range(bench.pairs):
        ours = bench.draw(bench.clip(pair))
        changed = one_frame(
            one_shot(FRAMES + 1, pair), FRAMES, bench.known, bench.settings("anchor", 0.0)
        )
        note("revise_warm", bench.draw(changed) / ours)
        theirs = bench.timed(lambda: peer.clip(prompt, FRAMES, steps, guidance))
        note("speedup_equal_work", theirs / ours)
        equal = bench.timed(lambda: peer_equal.clip(prompt, FRAMES, steps, guidance))
        note("speedup_equal_dtype", equal / ours)
        again = bench.draw(bench.clip(1000 + pair))
        filtered = whole_clip(
            one_shot(FRAMES, 2000 + pair), bench.known, bench.settings("anchor", FILTER)
        )
        note("filter_cost", bench.draw(filtered) / again)
        fresh = one_frame(
            one_shot(FRAMES, 3000 + pair), 4, bench.known, bench.settings("anchor", 0.0)
        )
        note("revise_cold", bench.draw(fresh) / again)
        default = bench.timed(lambda: peer.clip(prompt, FRAMES, bench.peer_steps, GUIDANCE))
        note("speedup_default", default / bench.draw(bench.clip(4000 + pair)))
    return {name: median(values) for name, values in found.items()}


def unet_speed(bench: Bench) -> float:
    """Floating-point operations a second of the UNet in one of our passes: the frames of a clip."""
    model: Any = load_model(open_model_folder(bench.folder), bench.dtype)
    network: Any = UNet2DConditionModel
    config = network.load_config(bench.folder / "unet")
    plain = network.from_config(config).eval()
    count = 2 * FRAMES if model.guided(bench.known.guidance_scale) else FRAMES
    shape = (count, config["in_channels"], config["sample_size"], config["sample_size"])
    text = (count, model.tokenizer.model_max_length, config["cross_attention_dim"])
    with torch.inference_mode(), FlopCounterMode(display=False) as counter:
        plain(torch.randn(shape), torch.tensor(500), torch.randn(text))
    rows = torch.randn(shape).to(model.dtype).contiguous(memory_format=torch.channels_last)
    words = torch.randn(text).to(model.dtype)
    with torch.inference_mode():
        timings = [
            bench.timed(lambda: model.unet(rows, torch.tensor(500), words)) for _ in range(12)
        ]
    return counter.get_total_flops() / median(timings[2:])


def by_frames(bench: Bench, numbers: Sequence[int]) -> dict[str, dict[str, float]]:
    """Seconds of a clip, by mode and number of frames."""
    return {
        mode: {
            str(number): bench.draw(bench.clip(5000 + number, mode, number)) for number in numbers
        }
        for mode in MODES
    }


def by_pixels(bench: Bench, sides: Sequence[int]) -> dict[str, float]:
    """Seconds of one frame alone, by the side of the square still."""
    script = one_shot(1, 6000)
    result: dict[str, float] = {}
    for side in sides:
        size = {"width": side, "height": side}
        settings = bench.settings("none", 0.0).model_copy(update=size)
        result[str(side)] = bench.draw(whole_clip(script, bench.known, settings))
    return result


def measure(bench: Bench, frames: Sequence[int], sides: Sequence[int]) -> dict[str, Any]:
    """All figures."""
    dtype: torch.dtype = getattr(torch, bench.dtype)
    peer, peer_equal = Peer(bench.folder, torch.float32), Peer(bench.folder, dtype)
    result: dict[str, Any] = dict(ratios(bench, peer, peer_equal))
    ours = peak_memory("ours", bench.folder, FRAMES, bench.dtype)
    theirs = peak_memory("peer", bench.folder, FRAMES, "float32")
    best = peak(dtype, bench.seconds)
    speed = unet_speed(bench)
    return {
        **result,
        "memory_ratio": ours / theirs,
        "peak_memory_bytes": {"ours": ours, "peer": theirs},
        "peak_share": speed / max(best.values()),
        "flops_a_second": {**best, "unet": speed},
        "seconds_by_frames": by_frames(bench, frames),
        "seconds_by_pixels": by_pixels(bench, sides),
        "dtype": {"ours": bench.known.dtype, "peer": "float32"},
        "num_inference_steps": {
            "ours": bench.known.num_inference_steps,
            "peer_default": bench.peer_steps,
        },
        "guidance_scale": {"ours": bench.known.guidance_scale, "peer_default": GUIDANCE},
        "frames": FRAMES,
        "pairs": bench.pairs,
        "threads": torch.get_num_threads(),
    }


def main(words: Sequence[str] | None = None) -> None:
    """Measures and prints."""
    pocket_folder = Path(pocket.__path__[0]) / "model"
    parser = argparse.ArgumentParser(
        prog="bench.render",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--model", type=Path, default=pocket_folder)
    parser.add_argument("--precision", default="auto", choices=["auto", *get_args(DType)])
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--peer-steps", type=int, default=STEPS)
    parser.add_argument("--clock", choices=sorted(CLOCKS), default="wall")
    parser.add_argument("--frames", type=int, nargs="*", default=[1, 2, 4, 8, 16, 32])
    parser.add_argument("--sides", type=int, nargs="*", default=[128, 256, 384, 512])
    asked = parser.parse_args(words)
    dtype: DType = faster_dtype() if asked.precision == "auto" else asked.precision
    with tempfile.TemporaryDirectory() as cache:
        renderer = FolderRenderer("bench", asked.model, None, Path(cache), Loading(dtype))
        known = renderer.capabilities()
        bench = Bench(
            folder=asked.model,
            renderer=renderer,
            known=known,
            dtype=dtype,
            seconds=CLOCKS[asked.clock],
            pairs=asked.pairs,
            peer_steps=asked.peer_steps,
        )
        figures = measure(bench, asked.frames, asked.sides)
    if asked.json:
        print(json.dumps(figures, indent=2))
        return
    for name, value in figures.items():
        print(f"{name:22} {value}")


if __name__ == "__main__":
    main()
