"""Gradients from several single-threaded processes over shared weights.

Two threads in one process wait for each other at every operation; when another program takes one
of the cores, both crawl (measured: ten times slower). Single-threaded processes meet once per some
tens of samples instead. A gradient may be one update old, which training does not mind.
"""

import os
from dataclasses import dataclass
from typing import Any

import torch
import torch.multiprocessing as mp
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from torch import Tensor
from torch.nn import functional
from transformers import CLIPTextModel, CLIPTokenizer

from tools.pocket.training.batches import TWIN_AFTER, TWINS_EVERY, TwinSeries
from tools.pocket.training.network import (
    COLOUR_CHANNELS,
    PATCH,
    PICTURE_SIDE,
    build_scheduler,
    to_latents,
    tokenize,
)
from tools.pocket.training.sampling import make_noise
from tools.pocket.training.stage import Stage
from tools.pocket.training.tokenizer import build_tokenizer
from tools.pocket.vocabulary import load_vocabulary

FINE_WEIGHT = 1.0
"""What differences between neighbouring pixels weigh against the pixels themselves."""
TWIN_WEIGHT = 3.0
"""What the difference of two twins weighs against the twins themselves."""


@dataclass(frozen=True)
class Knobs:
    """What the leader may change while training runs; read from shared memory."""

    mask_weight: float
    singles: float


class Shared:
    """What the processes share: weights, the sum of gradients, counters.

    Attributes:
        total: Sum of gradients, each weighed by its number of samples, one flat float32 tensor.
        numbers: float64 ``(samples begun, samples in total, loss sum, mask weight, singles)``.
    """

    def __init__(self, unet: UNet2DConditionModel, text: CLIPTextModel, begun: int) -> None:
        context: Any = mp.get_context("spawn")
        self.unet, self.text = unet.share_memory(), text.share_memory()
        count = sum(weight.numel() for weight in self.weights())
        self.total = torch.zeros(count).share_memory_()
        self.numbers = torch.tensor([begun, 0, 0, 5.0, 0.9], dtype=torch.float64).share_memory_()
        self.lock = context.Lock()

    def weights(self) -> list[torch.nn.Parameter]:
        """Return the weights in the order in which ``total`` holds their gradients."""
        return [*self.unet.parameters(), *self.text.parameters()]

    def set_knobs(self, knobs: Knobs) -> None:
        """Publish the knobs to all processes."""
        self.numbers[3], self.numbers[4] = knobs.mask_weight, knobs.singles

    def begin(self, count: int) -> int:
        """Reserve the next ``count`` samples and return the number of the first."""
        with self.lock:
            first = int(self.numbers[0])
            self.numbers[0] += count
        return first

    def add(self, loss: float, count: int) -> None:
        """Add the gradients that this process has computed to the total, and clear them."""
        with self.lock:
            at = 0
            for weight in self.weights():
                part = self.total[at : at + weight.numel()]
                if weight.grad is not None:
                    part.view_as(weight.grad).add_(weight.grad, alpha=count)
                    weight.grad = None
                at += weight.numel()
            self.numbers[1] += count
            self.numbers[2] += loss * count

    def take(self) -> tuple[float, int]:
        """Move the mean gradient into ``weight.grad``, clear it; return the mean loss and count."""
        with self.lock:
            count = int(self.numbers[1])
            loss = float(self.numbers[2]) / count
            at = 0
            for weight in self.weights():
                part = self.total[at : at + weight.numel()].view_as(weight)
                weight.grad = torch.empty_like(weight).copy_(part).div_(count)
                at += weight.numel()
            self.total.zero_()
            self.numbers[1:3] = 0
        return loss, count


class Source:
    """Computes the gradient of one small batch after another on the shared weights."""

    def __init__(self, shared: Shared, empty_prompts: float, max_weight: float) -> None:
        self.shared = shared
        self.empty_prompts, self.max_weight = empty_prompts, max_weight
        vocabulary = load_vocabulary()
        self.series = TwinSeries(vocabulary, Stage(vocabulary, PICTURE_SIDE), "train")
        self.tokenizer: CLIPTokenizer = build_tokenizer(vocabulary)
        self.scheduler: DDIMScheduler = build_scheduler()

    def contribute(self, count: int) -> None:
        """Add the gradient of the next ``count`` samples to the shared total."""
        first = self.shared.begin(count)
        loss = self._loss(first, count)
        loss.backward()
        self.shared.add(float(loss.detach()), count)

    def _loss(self, first: int, count: int) -> Tensor:
        mask_weight, singles = self.shared.numbers[3:5].tolist()
        # Chance depends on the position alone, so that a position is all that resuming needs.
        random = torch.Generator().manual_seed(first)
        noise = make_noise(count, random)
        batch = self.series.batch(first, count, singles)
        drop = torch.rand(count, generator=random) < self.empty_prompts
        captions = ["" if gone else text for gone, text in zip(drop, batch.captions, strict=True)]
        clean = to_latents(batch.pictures)
        mask = torch.from_numpy(batch.masks)[:, None].float() / 255
        steps = torch.randint(0, 1000, (count,), generator=random)
        # Half of the samples practise drawing from noise alone, where what goes where is decided.
        steps[::2] = 900 + steps[::2] // 10
        twins = range(-first % TWINS_EVERY, count - TWIN_AFTER, TWINS_EVERY)
        ones, others = list(twins), [each + TWIN_AFTER for each in twins]
        noise[others], steps[others] = noise[ones], steps[ones]
        hidden = self._hidden(captions)
        basis = clean.clone()
        # A quarter begin from the network's own first guess, as sampling in few steps does. The
        # caption names the whole picture, so that is still what the guess should become.
        basis[1::4] = self._first_guess(noise[1::4], hidden[1::4])
        noisy = self.scheduler.add_noise(basis, noise, steps)  # pyright: ignore[reportArgumentType]
        guess = self._guess(noisy, steps, hidden)
        # An error of the clean picture weighs 1 / sigma^2 as an error of velocity.
        weight = (1 / (1 - self.scheduler.alphas_cumprod[steps])).clamp(max=self.max_weight)
        focus = 1 + (mask_weight - 1) * mask
        difference = guess - clean
        error = _error(difference, focus) * weight
        apart = _error(
            difference[ones] - difference[others], torch.maximum(focus[ones], focus[others])
        )
        return error.mean() + TWIN_WEIGHT * (apart * weight[ones]).sum() / count

    def _hidden(self, captions: list[str]) -> Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return self.shared.text(tokenize(self.tokenizer, captions)).last_hidden_state

    def _guess(self, noisy: Tensor, steps: Tensor, hidden: Tensor) -> Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return self.shared.unet(
                noisy.contiguous(memory_format=torch.channels_last),
                steps,
                encoder_hidden_states=hidden,
            ).sample.float()

    @torch.no_grad()
    def _first_guess(self, noise: Tensor, hidden: Tensor) -> Tensor:
        last = len(self.scheduler.alphas_cumprod) - 1
        return self._guess(noise, torch.full((len(noise),), last), hidden)


def _error(difference: Tensor, focus: Tensor) -> Tensor:
    """Return the weighed square error of latents, ``(n,)``.

    Differences between neighbouring pixels count as well as the pixels. That leaves the best guess
    what it was, but fine strokes, which carry little of a picture's energy, are learnt sooner.

    Args:
        difference: Error of latents ``(n, 50, 16, 16)``.
        focus: Weights of pixels ``(n, 1, 64, 64)``.
    """
    stripes = difference[:, COLOUR_CHANNELS:].square().mean((1, 2, 3))
    pixels = functional.pixel_shuffle(difference[:, :COLOUR_CHANNELS], PATCH)
    flat = (pixels.square() * focus).mean((1, 2, 3))
    down = (pixels.diff(dim=2).square() * focus[:, :, 1:]).mean((1, 2, 3))
    across = (pixels.diff(dim=3).square() * focus[..., 1:]).mean((1, 2, 3))
    return flat + FINE_WEIGHT * (down + across) + 0.04 * stripes


def help_along(shared: Shared, count: int, empty_prompts: float, max_weight: float) -> None:
    """Contribute gradients as long as the leader lives: the body of a helper process."""
    leader = os.getppid()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    source = Source(shared, empty_prompts, max_weight)
    while os.getppid() == leader:
        source.contribute(count)
