"""Trains the mini CLIP: text alignment and picture similarity on this world.

``python -m tools.pocket.training.clip --minutes 10`` trains on painted scenes and their captions,
reports 256-way retrieval on unseen ones, and exports a folder that ``CLIPModel`` loads.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from transformers import CLIPConfig, CLIPModel, CLIPTextModel

from tools.pocket.training.batches import Series
from tools.pocket.training.checkpoint import checkpoint_folder, load_checkpoint, save_checkpoint
from tools.pocket.training.export import MODEL_FOLDER
from tools.pocket.training.network import PICTURE_SIDE, tokenize
from tools.pocket.training.stage import Stage
from tools.pocket.training.tokenizer import build_tokenizer
from tools.pocket.vocabulary import load_vocabulary

CLIP_FOLDER = Path(__file__).resolve().parents[1] / "clip"
_WAYS = 256


class ClipTrainer:
    """A CLIPModel over 64 px pictures and the pocket captions, and its optimiser.

    Args:
        text: The text encoder that the renderer is conditioned by: it has learnt already which
            words matter to a picture, so that only its partner begins from nothing.
        seed: Names the scenes.
    """

    def __init__(self, text: CLIPTextModel, seed: str = "clip") -> None:
        torch.manual_seed(2)
        torch.set_num_threads(1)
        vocabulary = load_vocabulary()
        self.series = Series(vocabulary, Stage(vocabulary, PICTURE_SIDE), seed)
        self.unseen = Series(vocabulary, self.series.stage, f"{seed}-unseen")
        self.tokenizer = build_tokenizer(vocabulary)
        width = text.config.hidden_size
        # The folder that the encoder came from is of this machine alone.
        described = {**text.config.to_dict(), "_name_or_path": ""}
        vision = {
            "hidden_size": width,
            "intermediate_size": 4 * width,
            "num_hidden_layers": 4,
            "num_attention_heads": max(width // 32, 1),
            "image_size": PICTURE_SIDE,
            "patch_size": 8,
            "projection_dim": 128,
        }
        self.model = CLIPModel(
            CLIPConfig(text_config=described, vision_config=vision, projection_dim=128)
        )
        self.model.text_model.load_state_dict(text.state_dict())
        self.optimiser = torch.optim.AdamW(self.model.parameters(), 1e-3, weight_decay=0.02)

    def step(self, number: int, batch: int, rate: float) -> float:
        """Learn from one batch and return its loss."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        loss = self._loss(self.series, number * batch, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad()
        return float(loss.detach())

    def _loss(self, series: Series, first: int, count: int) -> Tensor:
        scores = self._scores(series, first, count)
        same = torch.arange(count)
        return (
            functional.cross_entropy(scores, same) + functional.cross_entropy(scores.T, same)
        ) / 2

    def _scores(self, series: Series, first: int, count: int) -> Tensor:
        batch = series.batch(first, count, 0.8)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            result = self.model(
                input_ids=tokenize(self.tokenizer, batch.captions),
                pixel_values=pixels(batch.pictures),
            )
        return result.logits_per_text.float()

    @torch.no_grad()
    def retrieval(self, rounds: int = 4) -> dict[str, float]:
        """Return 256-way retrieval accuracy on unseen scenes, in both directions."""
        self.model.eval()
        hits = np.zeros(2)
        for number in range(rounds):
            scores = self._scores(self.unseen, number * _WAYS, _WAYS)
            same = torch.arange(_WAYS)
            hits += [float((scores.argmax(axis) == same).float().mean()) for axis in (1, 0)]
        self.model.train()
        return {"text_to_picture": hits[0] / rounds, "picture_to_text": hits[1] / rounds}


def pixels(pictures: NDArray[np.uint8]) -> Tensor:
    """Turn pictures ``(n, s, s, 3)`` uint8, s a multiple of 64, into ``pixel_values`` -1..1."""
    tensor = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1
    return functional.avg_pool2d(tensor, tensor.shape[-1] // PICTURE_SIDE)


def train_clip(path: Path, minutes: float, batch: int, text: CLIPTextModel) -> ClipTrainer:
    """Train for a time, continuing from a checkpoint's weights, and save."""
    trainer = ClipTrainer(text)
    state = load_checkpoint(path)
    if state is not None:
        trainer.model.load_state_dict(state["weights"])
    began, step = time.monotonic(), 0
    while (part := (time.monotonic() - began) / 60 / max(minutes, 1e-9)) < 1:
        rate = 1e-3 * min(1.0, (step + 1) / 100) * (1 - 0.97 * part)
        loss = trainer.step(step, batch, rate)
        step += 1
        if step % 50 == 0:
            print(f"step {step} loss {loss:.3f}", flush=True)
    save_checkpoint(path, {"weights": trainer.model.state_dict()})
    return trainer


def main() -> None:
    """Train, report, export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--batch", type=int, default=128)
    options = parser.parse_args()
    text = CLIPTextModel.from_pretrained(MODEL_FOLDER / "text_encoder", dtype=torch.float32)
    trainer = train_clip(checkpoint_folder() / "clip.pt", options.minutes, options.batch, text)
    report = trainer.retrieval()
    trainer.model.half().save_pretrained(CLIP_FOLDER)
    trainer.tokenizer.save_pretrained(CLIP_FOLDER)
    (CLIP_FOLDER / "retrieval.json").write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
