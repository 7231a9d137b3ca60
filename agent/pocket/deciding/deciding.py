"""The model's decision about one request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch

from agent.local.choosing import greedy
from agent.local.engine import Engine
from agent.pocket.deciding.calls import CALLS
from agent.pocket.deciding.prompting import answer_grammar, answer_of, calls_of, prompt_of
from agent.pocket.revising.asking import Asked

if TYPE_CHECKING:
    from torch import Tensor

_LONGEST: Final = 16
"""Tokens of an answer; three calls of two words and their commas are eight."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the model makes of a request."""

    calls: tuple[str, ...]
    """At least one of :data:`agent.pocket.deciding.calls.CALLS`, the likeliest."""
    chances: Mapping[str, float]
    """Probability, 0 to 1, that the answer begins as each call does. Calls that begin with the
    same word ("zoom in", "zoom out") share one."""

    @property
    def sureness(self) -> float:
        """The probability of how the answer begins, 0 to 1."""
        return self.chances[self.calls[0]]


def decide(engine: Engine, asked: Asked) -> Decision:
    """The likeliest calls; no other answer is possible under the grammar.

    Args:
        engine: the model with its adapter.
        asked: the request.
    """
    choosing = _Weighing()
    prompt = engine.encode(prompt_of(asked))
    written = engine.candidates(prompt, [answer_grammar()], [choosing], limit=_LONGEST)
    starts = {call: engine.encode(answer_of((call,)))[0] for call in CALLS}
    chances = {call: choosing.chances[start] for call, start in starts.items()}
    return Decision(calls_of(written[0].text), chances)


class _Weighing:
    """Chooses the likeliest token, and remembers how likely each first one was."""

    def __init__(self) -> None:
        self.chances: Sequence[float] = ()

    def __call__(self, logits: Tensor, written: Sequence[int]) -> int:
        if not written:
            self.chances = torch.softmax(logits.float(), dim=-1).tolist()
        return greedy(logits, written)
