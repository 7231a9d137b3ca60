"""Draws the contact sheet: the first 64 prompts of the evaluation, none left out.

``python -m bench.contact_sheet docs/pocket-contact-sheet.png``
"""

import argparse
from pathlib import Path
from typing import Any

from PIL import Image

from tools.pocket.training.captions import canonical
from tools.pocket.training.drawing import load_pipeline, read_defaults
from tools.pocket.training.evaluate import Sampler, evaluation_scenes
from tools.pocket.training.export import MODEL_FOLDER
from tools.pocket.vocabulary import load_vocabulary

_COLUMNS = 8


def contact_sheet(folder: Path, target: Path, side: int) -> list[str]:
    """Draw the sheet and return the prompts, row by row.

    Args:
        folder: The model.
        target: The PNG to write; it has at most 256 colours.
        side: Pixels of each still on the sheet.
    """
    scenes = evaluation_scenes(load_vocabulary())[0][:64]
    settings: dict[str, Any] = read_defaults(folder)
    steps, guidance = int(settings["num_inference_steps"]), float(settings["guidance_scale"])
    stills = Sampler(load_pipeline(folder), steps, guidance).stills(scenes, 0)
    rows = -(-len(stills) // _COLUMNS)
    sheet = Image.new("RGB", (_COLUMNS * side, rows * side))
    for number, still in enumerate(stills):
        small = Image.fromarray(still).resize((side, side), Image.Resampling.LANCZOS)
        sheet.paste(small, (number % _COLUMNS * side, number // _COLUMNS * side))
    target.parent.mkdir(parents=True, exist_ok=True)
    sheet.quantize(256, dither=Image.Dither.NONE).save(target, optimize=True)
    return [canonical(scene) for scene in scenes]


def main() -> None:
    """Draw the sheet; print the prompts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--side", type=int, default=192)
    options = parser.parse_args()
    for number, prompt in enumerate(contact_sheet(options.model, options.target, options.side)):
        print(f"{number + 1:2} {prompt}")


if __name__ == "__main__":
    main()
