"""A small CNN that says what is in a picture: the judge of the evaluation.

It is trained on painted scenes with their ground truth, from seeds of its own, and never sees a
generated picture while it learns. ``python -m tools.pocket.training.recogniser --minutes 10``
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from tools.pocket.training.batches import Batch, Series
from tools.pocket.training.checkpoint import checkpoint_folder, load_checkpoint, save_checkpoint
from tools.pocket.training.network import PICTURE_SIDE
from tools.pocket.training.scene import Scene
from tools.pocket.training.stage import Stage
from tools.pocket.vocabulary import Vocabulary, load_vocabulary

ATTRIBUTES = ("background", "time_of_day", "weather", "lighting", "position", "scale")


class Recogniser(nn.Module):
    """Pictures ``(n, 3, 64, 64)`` in -1..1 to scores for things and for each attribute."""

    def __init__(self, vocabulary: Vocabulary, width: int = 32) -> None:
        super().__init__()
        self.words: dict[str, list[str]] = {
            "things": vocabulary.object_names,
            "background": vocabulary.background_names,
            "time_of_day": vocabulary.times,
            "weather": vocabulary.weathers,
            "lighting": vocabulary.lightings,
            "position": vocabulary.positions,
            "scale": vocabulary.scales,
        }
        self.body = nn.Sequential(
            nn.PixelUnshuffle(2),
            _block(12, width),
            _block(width, width),
            _block(width, 2 * width, 2),
            _block(2 * width, 2 * width),
            _block(2 * width, 4 * width, 2),
            _block(4 * width, 4 * width),
        )
        # A thing is found wherever it is, so its evidence is looked for in every place alike.
        self.spots = nn.Conv2d(4 * width, len(self.words["things"]), 1)
        self.where = nn.Conv2d(4 * width, 24, 1)
        features = 2 * 4 * width + 24 * 64
        self.hidden = nn.Sequential(nn.Linear(features, 384), nn.SiLU())
        self.heads = nn.ModuleDict({k: nn.Linear(384, len(v)) for k, v in self.words.items()})

    def forward(self, pictures: Tensor) -> dict[str, Tensor]:
        """Return scores ``(n, words)`` by kind."""
        maps = self.body(pictures)
        pooled = torch.cat([maps.mean((2, 3)), maps.amax((2, 3)), self.where(maps).flatten(1)], 1)
        hidden = self.hidden(pooled)
        scores = {kind: head(hidden).float() for kind, head in self.heads.items()}
        scores["things"] = scores["things"] + self.spots(maps).amax((2, 3)).float()
        return scores


def _block(inner: int, outer: int, stride: int = 1) -> nn.Module:
    return nn.Sequential(nn.Conv2d(inner, outer, 3, stride, 1), nn.GroupNorm(8, outer), nn.SiLU())


@dataclass(frozen=True)
class Seen:
    """What the recogniser sees in one picture; ``things`` by falling score."""

    things: tuple[str, ...]
    background: str
    time_of_day: str
    weather: str
    lighting: str
    position: str
    scale: str


@torch.no_grad()
def recognise(recogniser: Recogniser, pictures: NDArray[np.uint8]) -> list[Seen]:
    """Say what is in pictures ``(n, s, s, 3)`` uint8 of any side that 64 divides."""
    seen: list[Seen] = []
    for part in np.array_split(pictures, max(len(pictures) // 64, 1)):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = recogniser(as_input(part))
        best = {k: [recogniser.words[k][i] for i in v.argmax(1)] for k, v in scores.items()}
        order = scores["things"].argsort(1, descending=True)[:, :3].tolist()
        for k in range(len(part)):
            things = tuple(recogniser.words["things"][i] for i in order[k])
            seen.append(Seen(things, *(best[kind][k] for kind in ATTRIBUTES)))
    return seen


def as_input(pictures: NDArray[np.uint8]) -> Tensor:
    """Turn pictures ``(n, s, s, 3)`` uint8 into ``(n, 3, 64, 64)`` float32 in -1..1."""
    tensor = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1
    small = functional.avg_pool2d(tensor, tensor.shape[-1] // PICTURE_SIDE)
    return small.contiguous(memory_format=torch.channels_last)


def _loss(recogniser: Recogniser, batch: Batch, generator: torch.Generator) -> Tensor:
    pictures = _disturb(as_input(batch.pictures), generator)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = recogniser(pictures)
    words = recogniser.words
    present = torch.zeros(len(batch.scenes), len(words["things"]))
    for row, scene in enumerate(batch.scenes):
        for thing in scene.things:
            present[row, words["things"].index(thing.name)] = 1
    loss = functional.binary_cross_entropy_with_logits(scores["things"], present) * 20
    alone = [row for row, scene in enumerate(batch.scenes) if len(scene.things) == 1]
    for kind in ATTRIBUTES:
        rows = alone if kind in ("position", "scale") else list(range(len(batch.scenes)))
        wanted = [words[kind].index(truth(batch.scenes[row], kind)) for row in rows]
        loss = loss + functional.cross_entropy(scores[kind][rows], torch.tensor(wanted))
    return loss


def truth(scene: Scene, kind: str) -> str:
    """Return the word for one attribute of a scene; position and scale of its first thing."""
    return str(getattr(scene.things[0] if kind in ("position", "scale") else scene, kind))


def _disturb(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Blur and noise some pictures a little, so that the judge does not live on sharp pixels."""
    count = len(pictures)
    soft = torch.rand((count, 1, 1, 1), generator=generator)
    blurred = functional.avg_pool2d(functional.pad(pictures, (1,) * 4, "replicate"), 3, 1)
    noise = torch.randn(pictures.shape, generator=generator)
    return pictures + soft * (blurred - pictures) + 0.08 * soft * noise


def train_recogniser(path: Path, minutes: float, batch: int = 64, width: int = 32) -> Recogniser:
    """Train the recogniser for a time, continuing from its checkpoint, and save it."""
    torch.manual_seed(1)
    torch.set_num_threads(1)
    vocabulary = load_vocabulary()
    series = Series(vocabulary, Stage(vocabulary, PICTURE_SIDE), "recogniser")
    recogniser = Recogniser(vocabulary, width)
    recogniser.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    optimiser = torch.optim.AdamW(recogniser.parameters(), 1.5e-3, weight_decay=0.01)
    generator = torch.Generator().manual_seed(1)
    state = load_checkpoint(path)
    if state is not None:
        recogniser.load_state_dict(state["weights"])
    began = time.monotonic()
    step = first = state["step"] if state is not None else 0
    while (part := (time.monotonic() - began) / 60 / minutes) < 1:
        scenes = series.batch(step * batch, batch, 0.55)
        for group in optimiser.param_groups:
            group["lr"] = 1.5e-3 * min(1.0, (step - first + 1) / 100) * (1 - 0.97 * part)
        loss = _loss(recogniser, scenes, generator)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(recogniser.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        step += 1
        if step % 100 == 0:
            print(f"step {step} loss {float(loss.detach()):.3f}", flush=True)
        if step % 200 == 0:
            save_checkpoint(path, _state(recogniser, width, step))
    save_checkpoint(path, _state(recogniser, width, step))
    return recogniser


def _state(recogniser: Recogniser, width: int, step: int) -> dict[str, Any]:
    return {"weights": recogniser.state_dict(), "width": width, "step": step}


def load_recogniser(path: Path) -> Recogniser:
    """Load the trained recogniser.

    Raises:
        FileNotFoundError: It has not been trained yet.
    """
    state = load_checkpoint(path)
    if state is None:
        raise FileNotFoundError(
            f"{path} is missing: run python -m tools.pocket.training.recogniser first"
        )
    recogniser = Recogniser(load_vocabulary(), state["width"])
    recogniser.load_state_dict(state["weights"])
    recogniser.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    return recogniser.eval()


def main() -> None:
    """Train the recogniser."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    options = parser.parse_args()
    train_recogniser(checkpoint_folder() / "recogniser.pt", options.minutes)


if __name__ == "__main__":
    main()
