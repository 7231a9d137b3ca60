"""Measures the pocket renderer with a recogniser that never saw a generated picture.

``python -m bench.pocket --json`` prints one JSON document. It needs the trained recogniser in the
cache (``python -m tools.pocket.training.recogniser``).
"""

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import StableDiffusionPipeline

from tools.pocket.training.checkpoint import checkpoint_folder
from tools.pocket.training.drawing import draw, load_pipeline, read_defaults
from tools.pocket.training.evaluate import (
    Sampler,
    edit_pairs,
    evaluation_scenes,
    oracle,
    score,
    score_pairs,
    shuffled,
)
from tools.pocket.training.export import MODEL_FOLDER
from tools.pocket.training.layouts import layouts
from tools.pocket.training.network import Sizes, build_unet
from tools.pocket.training.recogniser import load_recogniser, recognise
from tools.pocket.vocabulary import load_vocabulary


def measure(
    folder: Path, rounds: int, pairs: int, edits: int, overrides: dict[str, Any]
) -> dict[str, Any]:
    """Run the whole evaluation on a model folder.

    Args:
        folder: The model, in diffusers' layout.
        rounds: Stills of every thing alone.
        pairs: Stills of two things.
        edits: Pairs of stills for each edit; 0 leaves the edits out.
        overrides: Sampler settings that replace those in ``defaults.json``.
    """
    settings = {**read_defaults(folder), **overrides}
    steps, guidance = int(settings["num_inference_steps"]), float(settings["guidance_scale"])
    vocabulary = load_vocabulary()
    recogniser = load_recogniser(checkpoint_folder() / "recogniser.pt")
    began = time.monotonic()
    pipeline = load_pipeline(folder)
    loading = time.monotonic() - began
    sampler = Sampler(pipeline, steps, guidance)
    singles, doubles = evaluation_scenes(vocabulary, rounds, pairs)
    seen = recognise(recogniser, sampler.stills(singles, 0))
    result: dict[str, Any] = score(singles, seen)
    result["two_subjects"] = score_pairs(
        doubles, recognise(recogniser, sampler.stills(doubles, 5000))
    )
    result["stills"] = len(singles) + len(doubles)
    result["by_scale"] = {
        scale: score(*map(list, zip(*rows, strict=True)))["subject"]
        for scale in vocabulary.scales
        if (rows := [p for p in zip(singles, seen, strict=True) if p[0].things[0].scale == scale])
    }
    result["oracle"] = oracle(recogniser, vocabulary)
    result["shuffled"] = shuffled(singles, seen)
    result["layouts"] = asdict(layouts(sampler, vocabulary, rounds * 4))
    if edits:
        result["edits"] = edit_pairs(sampler, recogniser, vocabulary, edits)
    result["seconds_8_frames"] = _seconds(pipeline, 8, steps, guidance)
    result["seconds_1_frame"] = _seconds(pipeline, 1, steps, guidance)
    result["seconds_loading"] = round(loading, 2)
    result["megabytes"] = round(
        sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6, 1
    )
    result["num_inference_steps"], result["guidance_scale"] = steps, guidance
    torch.manual_seed(0)
    pipeline.unet = build_unet(Sizes()).to(pipeline.unet.dtype)
    some = singles[: 2 * len(vocabulary.objects)]
    result["untrained"] = score(some, recognise(recogniser, sampler.stills(some, 0)))
    return result


def _seconds(pipeline: StableDiffusionPipeline, frames: int, steps: int, guidance: float) -> float:
    """Return the best of two timings of drawing, in seconds."""
    prompts = ["medium fox in the center, forest, day, clear, neutral light"] * frames
    timings: list[float] = []
    for _ in range(2):
        began = time.monotonic()
        draw(pipeline, prompts, list(range(frames)), steps, guidance)
        timings.append(time.monotonic() - began)
    return round(min(timings), 2)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--pairs", type=int, default=128)
    parser.add_argument("--edits", type=int, default=160)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--guidance", type=float)
    options = parser.parse_args()
    asked = {"num_inference_steps": options.steps, "guidance_scale": options.guidance}
    overrides = {key: value for key, value in asked.items() if value is not None}
    result = measure(options.model, options.rounds, options.pairs, options.edits, overrides)
    if options.json:
        print(json.dumps(result, indent=2))
    else:
        for key, value in result.items():
            print(f"{key:22} {value}")


if __name__ == "__main__":
    main()
