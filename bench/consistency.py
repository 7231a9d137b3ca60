"""Measures whether a subject stays itself through a shot: ``python -m bench.consistency --json``.

Scripts keep one subject, place, time and weather through four frames while position and scale
change. Each is drawn in every consistency mode, with dual-softmax filtering off and on, and judged
inside the region that the subject covers where it is drawn as prompted. Frames of a shot start from
the same noise, as in the product; one row of the table shows what stills drawn one by one give.

features   cosine of the pocket recogniser's features between the frames of a shot
colours    overlap of colour histograms between the frames of a shot
subject    share of frames in which the recogniser sees the subject first
prompt     share of frames in which it sees the subject and the place

with 95 % bootstrap intervals over scripts; differences from the mode `none` are paired by script.
It prints a Markdown table. `--sheets FOLDER` saves contact sheets. It needs the trained recogniser
in the cache (``python -m tools.pocket.training.recogniser``).
"""

from __future__ import annotations

import argparse
import io
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bench.bootstrap import Interval, interval
from bench.consistency_scripts import MASK_SIDE, SubjectScript, subject_region, subject_scripts
from bench.identity import colour_identity, feature_identity
from bench.render_scripts import settings_for, whole_clip
from schemas.render import Mode, StillDone
from schemas.script import FrameScript
from tools import pocket
from tools.pocket.training.checkpoint import checkpoint_folder
from tools.pocket.training.recogniser import Recogniser, load_recogniser, recognise
from tools.pocket.training.stage import Stage
from tools.pocket.vocabulary import load_vocabulary
from tools.render.catalog import pocket_vocabulary
from tools.render.diffusers_folder import FolderRenderer

FILTER = 0.05
"""The paper's share of queries that filtering gives back to their own frame."""

FIGURES = ("features", "colours", "subject", "prompt")


def shared_noise(script: FrameScript) -> FrameScript:
    """As it is: the frames of a shot start from the same noise."""
    return script


def own_noise(script: FrameScript) -> FrameScript:
    """Each frame starts from other noise, as where stills are drawn one by one."""
    frames = tuple(
        frame.model_copy(update={"variation": place}) for place, frame in enumerate(script.frames)
    )
    return script.model_copy(update={"frames": frames})


class Condition(NamedTuple):
    """One way of drawing."""

    label: str
    mode: Mode
    filter_fraction: float
    start: Callable[[FrameScript], FrameScript]
    """Changes the noise that frames start from."""


CONDITIONS = (
    Condition("none", "none", 0.0, shared_noise),
    Condition("none, noise of its own", "none", 0.0, own_noise),
    Condition("anchor", "anchor", 0.0, shared_noise),
    Condition("anchor, filter on", "anchor", FILTER, shared_noise),
    Condition("rotate", "rotate", 0.0, shared_noise),
    Condition("rotate, filter on", "rotate", FILTER, shared_noise),
)


def draw(
    renderer: FolderRenderer, subject: SubjectScript, condition: Condition
) -> NDArray[np.uint8]:
    """The stills of a script, [frames, height, width, 3], in frame order."""
    known = renderer.capabilities()
    settings = settings_for(
        known, condition.mode, known.num_inference_steps, condition.filter_fraction
    )
    request = whole_clip(condition.start(subject.script), known, settings)
    pngs = {e.key: e.png for e in renderer.render(request) if isinstance(e, StillDone)}
    pictures = [Image.open(io.BytesIO(pngs[job.key])).convert("RGB") for job in request.jobs]
    return np.stack([np.asarray(picture) for picture in pictures])


def judge(
    recogniser: Recogniser, subject: SubjectScript, stills: NDArray[np.uint8], stage: Stage
) -> dict[str, float]:
    """All figures of one script drawn in one way."""
    regions = [subject_region(scene, stage) for scene in subject.scenes]
    seen = list(zip(subject.scenes, recognise(recogniser, stills), strict=True))
    subjects = [scene.things[0].name == what.things[0] for scene, what in seen]
    places = [scene.background == what.background for scene, what in seen]
    return {
        "features": feature_identity(recogniser, stills, regions),
        "colours": colour_identity(stills, regions),
        "subject": float(np.mean(subjects)),
        "prompt": float(np.mean([a and b for a, b in zip(subjects, places, strict=True)])),
    }


def measure(
    folder: Path, count: int, sheets: Path | None, sheets_count: int
) -> dict[str, dict[str, dict[str, Interval]]]:
    """Draws and judges every script in every way.

    Returns:
        {label of the condition: {"value" or "gain": {figure: interval}}}; a gain is the difference
        from the mode `none`, paired by script.
    """
    vocabulary = load_vocabulary()
    stage = Stage(vocabulary, MASK_SIDE)
    recogniser = load_recogniser(checkpoint_folder() / "recogniser.pt")
    judged: dict[str, list[dict[str, float]]] = {each.label: [] for each in CONDITIONS}
    with tempfile.TemporaryDirectory() as cache:
        renderer = FolderRenderer("pocket", folder, pocket_vocabulary(), Path(cache))
        for number, subject in enumerate(subject_scripts(vocabulary, count)):
            rows = {each.label: draw(renderer, subject, each) for each in CONDITIONS}
            for label, stills in rows.items():
                judged[label].append(judge(recogniser, subject, stills, stage))
            if sheets is not None and number < sheets_count:
                save_sheet(rows, subject.script.premise, sheets / f"consistency-{number + 1}.png")
    base = judged[CONDITIONS[0].label]
    return {
        label: {
            "value": {name: interval([each[name] for each in values]) for name in FIGURES},
            "gain": {
                name: interval([a[name] - b[name] for a, b in zip(values, base, strict=True)])
                for name in FIGURES
            },
        }
        for label, values in judged.items()
    }


def save_sheet(rows: dict[str, NDArray[np.uint8]], title: str, path: Path) -> None:
    """A row of small stills for each condition, with their names, as a PNG of 256 colours."""
    side, head, margin = 128, 18, 110
    frames = max(len(stills) for stills in rows.values())
    sheet = Image.new("RGB", (margin + frames * side, head + len(rows) * side), "white")
    pen = ImageDraw.Draw(sheet)
    pen.text((4, 3), title, fill="black")
    for row, (label, stills) in enumerate(rows.items()):
        top = head + row * side
        pen.text((4, top + side // 2), label, fill="black")
        for column, still in enumerate(stills):
            small = Image.fromarray(still).resize((side, side), Image.Resampling.LANCZOS)
            sheet.paste(small, (margin + column * side, top))
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def table(figures: dict[str, dict[str, dict[str, Interval]]]) -> str:
    """A Markdown table: means, and gains over `none` with their intervals."""
    lines = [
        "| mode | " + " | ".join(FIGURES) + " |",
        "|---|" + "---|" * len(FIGURES),
    ]
    for label, parts in figures.items():
        cells = [_cell(parts["value"][name], parts["gain"][name]) for name in FIGURES]
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: Interval, gain: Interval) -> str:
    shown = f"{value['mean']:.3f}"
    if not any(gain.values()):
        return shown
    return f"{shown} ({gain['mean']:+.3f}; {gain['low']:+.3f} to {gain['high']:+.3f})"


def main(words: Sequence[str] | None = None) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        prog="bench.consistency",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--model", type=Path, default=Path(pocket.__path__[0]) / "model")
    parser.add_argument("--scripts", type=int, default=40)
    parser.add_argument("--sheets", type=Path)
    parser.add_argument("--sheets-count", type=int, default=4)
    asked = parser.parse_args(words)
    figures = measure(asked.model, asked.scripts, asked.sheets, asked.sheets_count)
    print(json.dumps(figures, indent=2) if asked.json else table(figures))


if __name__ == "__main__":
    main()
