"""Muon for matrices, AdamW for the rest.

Per sample Muon learnt clearly more than AdamW in short comparisons (see the model card), and its
cost is a few small matrix products per weight.
"""

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.nn import Parameter


class Muon(torch.optim.Optimizer):
    """Momentum whose update is made nearly orthogonal by five Newton-Schulz steps in bfloat16."""

    def __init__(self, parameters: Iterable[Parameter], lr: float, momentum: float = 0.95) -> None:
        super().__init__(parameters, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Apply one update; convolutions are matrices of (out, in * height * width)."""
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                state = self.state[weight]
                if "momentum" not in state:
                    state["momentum"] = torch.zeros_like(weight)
                average = state["momentum"].lerp_(weight.grad, 1 - group["momentum"])
                update = weight.grad.lerp(average, group["momentum"])
                matrix = update.reshape(update.shape[0], -1)
                scale = max(1.0, matrix.shape[0] / matrix.shape[1]) ** 0.5
                change = _orthogonal(matrix).view(weight.shape)
                weight.add_(change, alpha=-group["lr"] * scale)


def _orthogonal(matrix: Tensor) -> Tensor:
    x = matrix.bfloat16()
    tall = x.shape[0] > x.shape[1]
    if tall:
        x = x.T
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        gram = x @ x.T
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return (x.T if tall else x).to(matrix.dtype)


def build_optimisers(
    modules: Iterable[torch.nn.Module], muon_rate: float, adam_rate: float
) -> list[torch.optim.Optimizer]:
    """Split the weights: hidden matrices to Muon; embeddings, ends, norms and biases to AdamW."""
    matrices: list[Parameter] = []
    others: list[Parameter] = []
    for module in modules:
        for name, weight in module.named_parameters():
            outer = any(part in name for part in ("embedding", "conv_in", "conv_out"))
            (others if weight.ndim < 2 or outer else matrices).append(weight)
    return [
        Muon(matrices, muon_rate),
        torch.optim.AdamW(others, adam_rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True),
    ]
