"""What guiding the first steps only costs in quality and saves in time.

``python -m bench.guidance --json`` draws the same stills with guidance at several shares of the
steps, from the noisy end, and prints for each the seconds over those of guiding every step, and
what the pocket recogniser sees: the share of stills that show their subject, and the mean over the
other attributes. The share with which a model is drawn stands in its defaults.json
(`guided_share`). It needs the trained recogniser in the cache
(``python -m tools.pocket.training.recogniser``).
"""

from __future__ import annotations

import argparse
import io
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from schemas.render import DType, FrameJob, RenderRequest, StillDone
from tools import pocket
from tools.pocket.training.captions import canonical
from tools.pocket.training.checkpoint import checkpoint_folder
from tools.pocket.training.evaluate import evaluation_scenes, score
from tools.pocket.training.recogniser import load_recogniser, recognise
from tools.pocket.vocabulary import load_vocabulary
from tools.render.catalog import pocket_vocabulary
from tools.render.diffusers_folder import FolderRenderer
from tools.render.dtype_race import faster_dtype
from tools.render.enduring import Loading
from tools.render.families.model import Model
from tools.render.loading import load_model
from tools.render.model_folder import ModelFolder
from tools.render.planning import native_settings

SHARES = (1.0, 0.8, 0.6, 0.5, 0.4, 0.3)


class GuidedLoad:
    """Loads a model that is guided at another share of the steps than its folder says."""

    def __init__(self, share: float) -> None:
        """Takes the share, 0 to 1."""
        self._share = share

    def __call__(self, source: ModelFolder, dtype: DType) -> Model:
        """See `Load`."""
        defaults = source.defaults.model_copy(update={"guided_share": self._share})
        return load_model(source._replace(defaults=defaults), dtype)


def jobs(prompts: Sequence[str]) -> tuple[FrameJob, ...]:
    """A job for each prompt, each from noise of its own."""
    return tuple(
        FrameJob(
            frame=f"f{number}",
            key=f"{number:064x}",
            shot="s1",
            prompt=prompt,
            negative="",
            seed=number,
            anchor=None,
        )
        for number, prompt in enumerate(prompts, start=1)
    )


def draw(renderer: FolderRenderer, wanted: tuple[FrameJob, ...]) -> NDArray[np.uint8]:
    """The stills of the jobs, [jobs, height, width, 3]."""
    settings = native_settings(renderer.capabilities()).model_copy(update={"mode": "none"})
    events = renderer.render(RenderRequest(jobs=wanted, settings=settings))
    pngs = [event.png for event in events if isinstance(event, StillDone)]
    return np.stack([np.asarray(Image.open(io.BytesIO(png)).convert("RGB")) for png in pngs])


def measure(folder: Path, count: int, shares: Sequence[float]) -> dict[str, dict[str, float]]:
    """The figures, by share."""
    scenes = evaluation_scenes(load_vocabulary())[0][:count]
    wanted = jobs([canonical(scene) for scene in scenes])
    recogniser = load_recogniser(checkpoint_folder() / "recogniser.pt")
    dtype = faster_dtype()
    result: dict[str, dict[str, float]] = {}
    seconds: dict[float, float] = {}
    for share in shares:
        with tempfile.TemporaryDirectory() as cache:
            loading = Loading(dtype, GuidedLoad(share))
            renderer = FolderRenderer("pocket", folder, pocket_vocabulary(), Path(cache), loading)
            draw(renderer, wanted[:2])
            began = time.process_time()
            stills = draw(renderer, wanted)
            seconds[share] = time.process_time() - began
        seen = score(scenes, recognise(recogniser, stills))
        subject = seen.pop("subject")
        result[str(share)] = {
            "seconds_ratio": round(seconds[share] / seconds[shares[0]], 4),
            "subject": subject,
            "attributes": round(sum(seen.values()) / len(seen), 4),
        }
    return result


def main(words: Sequence[str] | None = None) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        prog="bench.guidance",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--model", type=Path, default=Path(pocket.__path__[0]) / "model")
    parser.add_argument("--stills", type=int, default=240)
    parser.add_argument("--shares", type=float, nargs="*", default=list(SHARES))
    asked = parser.parse_args(words)
    figures = measure(asked.model, asked.stills, asked.shares)
    if asked.json:
        print(json.dumps(figures, indent=2))
        return
    for share, values in figures.items():
        print(share, *(f"{name} {value:.4f}" for name, value in values.items()))


if __name__ == "__main__":
    main()
