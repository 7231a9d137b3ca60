"""Trains the text encoder and the denoiser, resumable at any moment.

``python -m tools.pocket.training.train --minutes 110`` continues from the last checkpoint.
"""

import argparse
import copy
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.multiprocessing as mp
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from PIL import Image
from transformers import CLIPTextModel, CLIPTokenizer

from tools.pocket.training.checkpoint import checkpoint_folder, load_checkpoint, save_checkpoint
from tools.pocket.training.gradients import Knobs, Shared, Source, help_along
from tools.pocket.training.network import (
    TINY,
    Sizes,
    build_text_encoder,
    build_unet,
    to_pictures,
)
from tools.pocket.training.optimiser import build_optimisers
from tools.pocket.training.sampling import GUIDANCE, STEPS, Networks, make_noise, sample
from tools.pocket.training.tokenizer import build_tokenizer
from tools.pocket.vocabulary import load_vocabulary

PREVIEWS = (
    "medium fox in the center, forest, night, snow, neutral light, 1",
    "close-up astronaut on the left, moon, day, clear, bright light, 2",
    "close-up dragon in the center, castle hall, dusk, clear, neutral light, 3",
    "medium boat on the right, ocean, dawn, fog, neutral light, 4",
    "medium cat on the left, medium robot on the right, kitchen, day, clear, neutral light, 5",
    "close-up wizard on the right, cave, night, clear, dark light, 6",
    "medium red car in the center, city street, day, rain, neutral light, 7",
    "far house on the left, meadow, day, clear, bright light, 8",
)


@dataclass(frozen=True)
class Plan:
    """How to train. ``minutes`` is the whole training, over all its sessions."""

    minutes: float = 110.0
    batch: int = 32
    muon_rate: float = 0.016
    adam_rate: float = 1e-3
    mask_weight: tuple[float, float] = (6.0, 3.0)
    singles: tuple[float, float] = (0.9, 0.5)
    decay_from: float = 0.8
    empty_prompts: float = 0.05
    ema: float = 0.998
    max_weight: float = 6.0


class Trainer:
    """The state of a training run; leads ``helpers`` more processes."""

    def __init__(self, plan: Plan, sizes: Sizes, path: Path, helpers: int = 1) -> None:
        torch.manual_seed(0)
        torch.set_num_threads(1)
        torch.set_flush_denormal(True)
        self.plan, self.path, self.helpers = plan, path, helpers
        self.tokenizer: CLIPTokenizer = build_tokenizer(load_vocabulary())
        self.unet: UNet2DConditionModel = build_unet(sizes)
        self.text: CLIPTextModel = build_text_encoder(sizes, self.tokenizer)
        self.average = (
            copy.deepcopy(self.unet).requires_grad_(False),
            copy.deepcopy(self.text).requires_grad_(False),
        )
        self.optimisers = build_optimisers((self.unet, self.text), plan.muon_rate, plan.adam_rate)
        self.step, self.samples, self.seconds = 0, 0, 0.0
        self._load()
        self.shared = Shared(self.unet, self.text, self.samples)
        self._publish()

    def run(self, save_every: float = 180, preview_every: float = 300) -> list[float]:
        """Train until the planned minutes are over.

        Returns:
            The loss of each step of this session.
        """
        plan = self.plan
        chunk = max(plan.batch // 2, 1)
        self._start_helpers(chunk)
        source = Source(self.shared, plan.empty_prompts, plan.max_weight)
        losses: list[float] = []
        began = saved = previewed = time.monotonic()
        before = self.samples
        while self.progress < 1:
            while self.shared.numbers[1] < plan.batch:
                source.contribute(chunk)
            losses.append(self._update())
            now = time.monotonic()
            self.seconds += now - began
            began = now
            if self.step % 10 == 0:
                print(
                    f"step {self.step} samples {self.samples} min {self.seconds / 60:.1f} "
                    f"loss {np.mean(losses[-10:]):.4f} session {self.samples - before} samples",
                    flush=True,
                )
            if now - saved > save_every:
                self.save()
                saved = time.monotonic()
            if now - previewed > preview_every:
                self.preview()
                previewed = time.monotonic()
        self.save()
        return losses

    @property
    def progress(self) -> float:
        """How much of the planned time is over, 0..1."""
        return self.seconds / 60 / self.plan.minutes

    def _start_helpers(self, chunk: int) -> None:
        context: Any = mp.get_context("spawn")
        arguments = (self.shared, chunk, self.plan.empty_prompts, self.plan.max_weight)
        for _ in range(self.helpers):
            context.Process(target=help_along, args=arguments, daemon=True).start()

    def _publish(self) -> None:
        mask_weight, singles = (
            self._between(self.plan.mask_weight),
            self._between(self.plan.singles),
        )
        self.shared.set_knobs(Knobs(mask_weight, singles))

    def _rate_factor(self) -> float:
        warm = min(1.0, (self.step + 1) / 80)
        left = (1 - self.progress) / (1 - self.plan.decay_from)
        return warm * max(min(1.0, left), 0.02)

    def _between(self, ends: tuple[float, float]) -> float:
        """Anneal from the first to the second value over the first 60 % of the time."""
        part = min(self.progress / 0.6, 1.0)
        return ends[0] + (ends[1] - ends[0]) * part

    def _update(self) -> float:
        loss, count = self.shared.take()
        torch.nn.utils.clip_grad_norm_(self.shared.weights(), 1.0)
        factor = self._rate_factor()
        rates = (self.plan.muon_rate, self.plan.adam_rate)
        for optimiser, rate in zip(self.optimisers, rates, strict=True):
            for group in optimiser.param_groups:
                group["lr"] = rate * factor
            optimiser.step()
            optimiser.zero_grad()
        decay = min(self.plan.ema, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for average, module in zip(self.average, (self.unet, self.text), strict=True):
                torch._foreach_lerp_(  # pyright: ignore[reportPrivateUsage, reportPrivateImportUsage]
                    list(average.parameters()), list(module.parameters()), 1 - decay
                )
        self.step += 1
        self.samples += count
        self._publish()
        return loss

    def preview(self) -> None:
        """Save what the averaged weights draw for the fixed prompts, next to the checkpoint."""
        networks = Networks(self.average[0], self.average[1], self.tokenizer)
        noise = make_noise(len(PREVIEWS), torch.Generator().manual_seed(0))
        pictures = to_pictures(sample(networks, list(PREVIEWS), noise, STEPS, GUIDANCE))
        rows = [np.concatenate(list(pictures[k : k + 4]), 1) for k in (0, 4)]
        image = Image.fromarray(np.concatenate(rows, 0)).resize(
            (1024, 512), Image.Resampling.NEAREST
        )
        image.save(self.path.with_name(f"preview-{self.step:06d}.png"))

    def save(self) -> None:
        """Write the checkpoint."""
        save_checkpoint(
            self.path,
            {
                "plan": asdict(self.plan),
                "step": self.step,
                "samples": self.samples,
                "seconds": self.seconds,
                "weights": [m.state_dict() for m in (self.unet, self.text)],
                "average": [m.state_dict() for m in self.average],
                "optimisers": [o.state_dict() for o in self.optimisers],
            },
        )

    def _load(self) -> None:
        state: dict[str, Any] | None = load_checkpoint(self.path)
        if state is None:
            return
        for module, weights in zip((self.unet, self.text), state["weights"], strict=True):
            module.load_state_dict(weights)
        for module, weights in zip(self.average, state["average"], strict=True):
            module.load_state_dict(weights)
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        self.step, self.samples = state["step"], state["samples"]
        self.seconds = state["seconds"]
        print(f"resumed at step {self.step}", flush=True)


def load_networks(path: Path, sizes: Sizes | None = None) -> Networks:
    """Return the averaged networks of a checkpoint.

    Raises:
        FileNotFoundError: There is none: train first.
    """
    state: dict[str, Any] | None = load_checkpoint(path)
    if state is None:
        raise FileNotFoundError(f"no checkpoint at {path}: train first")
    sizes = sizes or Sizes()
    tokenizer = build_tokenizer(load_vocabulary())
    unet, text = build_unet(sizes), build_text_encoder(sizes, tokenizer)
    unet.load_state_dict(state["average"][0])
    text.load_state_dict(state["average"][1])
    return Networks(unet, text, tokenizer)


def main() -> None:
    """Train, continuing from the checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=Plan.minutes, help="whole training time")
    parser.add_argument("--batch", type=int, default=Plan.batch)
    parser.add_argument("--muon-rate", type=float, default=Plan.muon_rate)
    parser.add_argument("--tiny", action="store_true", help="smallest sizes, for a smoke run")
    parser.add_argument("--helpers", type=int, default=1, help="further processes, one per core")
    parser.add_argument("--name", default="main", help="name of the checkpoint")
    options = parser.parse_args()
    plan = Plan(options.minutes, options.batch, options.muon_rate)
    path = checkpoint_folder() / f"{options.name}.pt"
    Trainer(plan, TINY if options.tiny else Sizes(), path, options.helpers).run()


if __name__ == "__main__":
    main()
