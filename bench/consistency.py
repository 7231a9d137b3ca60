"""Measures whether a subject stays itself through a shot: ``python -m bench.consistency --json``.

Scripts keep one subject, place, time and weather through four frames. In one half of them the
subject moves and changes its size ("moving"), in the other it stays where it is and others join it
("joined"). Each is drawn in every consistency mode, with dual-softmax filtering off and on, and
judged inside the region that the subject covers where it is drawn as prompted.

features   cosine of the pocket recogniser's features between the frames of a shot
colours    overlap of colour histograms between the frames of a shot
subject    share of frames in which the recogniser sees the subject
prompt     share of frames in which it sees everything that is in them, and the place

with 95 % bootstrap intervals over scripts; differences from the mode `none` are paired by script.
Two rows say how to read the others. "painted" are the pictures that the renderer learns from: what
a perfect renderer would give. Frames of a shot start from the same noise, as in the product; with
"own noise" each starts from other noise under the same prompt, as where stills are drawn one by
one.

Thirty scripts take one to two minutes on two cores. It prints Markdown tables, or JSON: {kind, or
"all": {row: {"value" or "gain": {figure: interval}}}} and "holds": whether each mode makes the
subject more alike in features and in colours, outside the interval, and costs at most three points
of the prompt. `--sheets FOLDER` saves contact sheets. It needs the trained recogniser in the cache
(``python -m tools.pocket.training.recogniser``).
"""

from __future__ import annotations

import argparse
import io
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench.bootstrap import Interval, interval
from bench.consistency_scripts import MASK_SIDE, SubjectScript, subject_region, subject_scripts
from bench.consistency_sheet import save_sheet
from bench.identity import colour_identity, feature_identity
from bench.render_scripts import settings_for, whole_clip
from schemas.render import FrameJob, Mode, RenderRequest, StillDone
from tools import pocket
from tools.pocket.training.checkpoint import checkpoint_folder
from tools.pocket.training.recogniser import Recogniser, load_recogniser, recognise
from tools.pocket.training.scene import paint
from tools.pocket.training.stage import Stage
from tools.pocket.vocabulary import load_vocabulary
from tools.render.catalog import pocket_vocabulary
from tools.render.diffusers_folder import FolderRenderer

FILTER = 0.05
"""The paper's share of queries that filtering gives back to their own frame."""

FIGURES = ("features", "colours", "subject", "prompt")
_LEAST_PROMPT = -0.03
_PAINTED = "painted"

Row = dict[str, dict[str, Interval]]
"""{"value" or "gain": {figure: interval}}; a gain is the difference from the mode `none`."""


def shared_noise(request: RenderRequest) -> RenderRequest:
    """As it is: the frames of a shot start from the same noise."""
    return request


def own_noise(request: RenderRequest) -> RenderRequest:
    """Each frame but the first starts from noise of its own."""
    jobs = tuple(_reseeded(job, place) for place, job in enumerate(request.jobs))
    return request.model_copy(update={"jobs": jobs})


def _reseeded(job: FrameJob, place: int) -> FrameJob:
    return job.model_copy(update={"seed": (job.seed + place) % 2**63})


class Condition(NamedTuple):
    """One way of drawing."""

    label: str
    mode: Mode
    filter_fraction: float
    start: Callable[[RenderRequest], RenderRequest]
    """Changes the noise that frames start from."""


CONDITIONS = (
    Condition("none", "none", 0.0, shared_noise),
    Condition("anchor", "anchor", 0.0, shared_noise),
    Condition("anchor, filter on", "anchor", FILTER, shared_noise),
    Condition("rotate", "rotate", 0.0, shared_noise),
    Condition("rotate, filter on", "rotate", FILTER, shared_noise),
    Condition("none, own noise", "none", 0.0, own_noise),
    Condition("anchor, own noise", "anchor", 0.0, own_noise),
)
ROWS = (_PAINTED, *(each.label for each in CONDITIONS))


def draw(
    renderer: FolderRenderer, subject: SubjectScript, condition: Condition
) -> NDArray[np.uint8]:
    """The stills of a script, [frames, height, width, 3], in frame order."""
    known = renderer.capabilities()
    settings = settings_for(
        known, condition.mode, known.num_inference_steps, condition.filter_fraction
    )
    request = condition.start(whole_clip(subject.script, known, settings))
    pngs = {e.key: e.png for e in renderer.render(request) if isinstance(e, StillDone)}
    pictures = [Image.open(io.BytesIO(pngs[job.key])).convert("RGB") for job in request.jobs]
    return np.stack([np.asarray(picture) for picture in pictures])


def judge(
    recogniser: Recogniser, subject: SubjectScript, stills: NDArray[np.uint8], stage: Stage
) -> dict[str, float]:
    """All figures of one script drawn in one way."""
    regions = [subject_region(scene, stage) for scene in subject.scenes]
    there: list[bool] = []
    faithful: list[bool] = []
    for scene, seen in zip(subject.scenes, recognise(recogniser, stills), strict=True):
        names = [thing.name for thing in scene.things]
        found = seen.things[: len(names)]
        there.append(names[0] in found)
        faithful.append(set(names) == set(found) and scene.background == seen.background)
    return {
        "features": feature_identity(recogniser, stills, regions),
        "colours": colour_identity(stills, regions),
        "subject": float(np.mean(there)),
        "prompt": float(np.mean(faithful)),
    }


def measure(
    folder: Path, count: int, sheets: Path | None, sheets_count: int
) -> dict[str, dict[str, Row]]:
    """Draws and judges every script in every way.

    Returns:
        {kind of script, or "all": {row: values and gains}}.
    """
    vocabulary = load_vocabulary()
    recogniser = load_recogniser(checkpoint_folder() / "recogniser.pt")
    judged: dict[str, list[dict[str, dict[str, float]]]] = {}
    with tempfile.TemporaryDirectory() as cache:
        renderer = FolderRenderer("pocket", folder, pocket_vocabulary(), Path(cache))
        small, large = (
            Stage(vocabulary, MASK_SIDE),
            Stage(vocabulary, renderer.capabilities().width),
        )
        for number, subject in enumerate(subject_scripts(vocabulary, count)):
            rows = {_PAINTED: np.stack([paint(each, large).picture for each in subject.scenes])}
            rows |= {each.label: draw(renderer, subject, each) for each in CONDITIONS}
            found = {row: judge(recogniser, subject, each, small) for row, each in rows.items()}
            for kind in ("all", subject.kind):
                judged.setdefault(kind, []).append(found)
            if sheets is not None and number < sheets_count:
                save_sheet(rows, subject.script.premise, sheets / f"consistency-{number + 1}.png")
    return {kind: {row: _row(row, found) for row in ROWS} for kind, found in judged.items()}


def _row(row: str, found: Sequence[Mapping[str, Mapping[str, float]]]) -> Row:
    base = CONDITIONS[0].label
    return {
        "value": {name: interval([each[row][name] for each in found]) for name in FIGURES},
        "gain": {
            name: interval([each[row][name] - each[base][name] for each in found])
            for name in FIGURES
        },
    }


def holds(row: Row) -> bool:
    """Whether the subject is more alike than in `none`, and the prompt is kept."""
    gain = row["gain"]
    alike = gain["features"]["low"] > 0 and gain["colours"]["low"] > 0
    return alike and gain["prompt"]["mean"] >= _LEAST_PROMPT


def table(rows: Mapping[str, Row]) -> str:
    """A Markdown table: means, and gains over `none` with their intervals."""
    lines = [
        "| mode | " + " | ".join(FIGURES) + " |",
        "|---|" + "---|" * len(FIGURES),
    ]
    for label, parts in rows.items():
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
    parser.add_argument("--scripts", type=int, default=30)
    parser.add_argument("--sheets", type=Path)
    parser.add_argument("--sheets-count", type=int, default=4)
    asked = parser.parse_args(words)
    figures = measure(asked.model, asked.scripts, asked.sheets, asked.sheets_count)
    if asked.json:
        verdict = {each.label: holds(figures["all"][each.label]) for each in CONDITIONS}
        print(json.dumps({**figures, "holds": verdict}, indent=2))
        return
    for kind, rows in figures.items():
        print(f"{kind}\n\n{table(rows)}\n")


if __name__ == "__main__":
    main()
