"""The model's decision about one request."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from agent.local.choosing import greedy
from agent.local.engine import Engine
from agent.pocket.deciding.calls import CALLS
from agent.pocket.deciding.prompting import answer_grammar, answer_of, calls_of, prompt_of
from agent.pocket.revising.asking import Asked

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
    prompt = engine.encode(prompt_of(asked))
    starts = {call: engine.decode(engine.encode(answer_of((call,)))[:1]) for call in CALLS}
    texts = list(dict.fromkeys(starts.values()))
    logs = dict(zip(texts, engine.score(prompt, texts), strict=True))
    written = engine.candidates(prompt, [answer_grammar()], [greedy], limit=_LONGEST)
    chances = {call: math.exp(logs[start]) for call, start in starts.items()}
    return Decision(calls_of(written[0].text), chances)
