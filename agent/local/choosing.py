"""How the next token is chosen from its logits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import torch

if TYPE_CHECKING:
    from torch import Tensor

_LIKELIEST = 64
"""Tokens that a sampler looks at; sorting all of them would cost more than the model."""


class Choose(Protocol):
    """Chooses a token."""

    def __call__(self, logits: Tensor, written: Sequence[int]) -> int:
        """The id of the token that comes next.

        Args:
            logits: float32 of shape (vocabulary,); minus infinity where a token may not follow.
            written: the tokens of the text so far, without the prompt.
        """
        ...


def greedy(logits: Tensor, written: Sequence[int]) -> int:
    """The likeliest token."""
    del written
    return int(logits.argmax())


@dataclass(slots=True)
class Sampler:
    """Samples among the likeliest tokens; the same generator state gives the same tokens."""

    generator: torch.Generator
    temperature: float = 0.7
    top_p: float = 0.9
    """Nucleus: the smallest set of tokens whose probabilities sum to this (Holtzman 2020)."""

    def __call__(self, logits: Tensor, written: Sequence[int]) -> int:
        """Draws one token."""
        del written
        values, ids = logits.topk(min(_LIKELIEST, len(logits)))
        ordered = torch.softmax(values / self.temperature, dim=-1)
        below = ordered.cumsum(0) - ordered < self.top_p
        kept = ordered * below
        drawn = torch.multinomial(kept, 1, generator=self.generator)
        return int(ids[drawn])


@dataclass(slots=True)
class Fresh:
    """Makes tokens that were written already less likely, then lets another choice decide.

    The penalty is the one of CTRL (Keskar 2019): positive logits are divided by it, negative
    ones multiplied.
    """

    choose: Choose
    penalty: float = 1.1
    earlier: Sequence[int] = ()
    """Tokens of earlier texts that count as written."""

    def __call__(self, logits: Tensor, written: Sequence[int]) -> int:
        """Chooses after the penalty."""
        seen = torch.tensor([*self.earlier, *written], dtype=torch.long).unique()
        if seen.numel():
            values = logits[seen]
            logits = logits.clone()
            logits[seen] = torch.where(values > 0, values / self.penalty, values * self.penalty)
        return self.choose(logits, written)
