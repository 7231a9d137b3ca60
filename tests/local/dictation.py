"""A choice of tokens that writes what the test wants, wherever the grammar admits it."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor
from transformers import PreTrainedTokenizerFast

from agent.local.engine import Engine
from agent.local.rendering import Rendering
from agent.local.speaking import Speaker
from tests.agent.toy_language_model import toy_model, toy_tokenizer


class Dictated:
    """Writes the stretches of an answer: words, then the inside of a call, then words, ...

    Each stretch ends the answer where it is used up. What the grammar refuses is noted, and its
    own likeliest token taken instead.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerFast, *stretches: str) -> None:
        self._tokenizer = tokenizer
        self._stretches = list(stretches)
        self._growing: Sequence[int] | None = None
        self.refused: list[str] = []

    def __call__(self, logits: Tensor, written: Sequence[int]) -> int:
        if self._growing is not None and self._growing is not written:
            self._stretches.pop(0)
        self._growing = written
        wanted = self._stretches[0] if self._stretches else ""
        done = self._tokenizer.decode(list(written))
        left = wanted[len(done) :]
        tokens = self._tokenizer.encode(left, add_special_tokens=False)
        token = tokens[0] if tokens else 2
        if logits[token] == float("-inf"):
            self.refused.append(left)
            return int(logits.argmax())
        return int(token)


def toy_speaker(template: str | None = None, *, window: int = 4000) -> Speaker:
    tokenizer = toy_tokenizer()
    if template is not None:
        tokenizer.chat_template = template
    engine = Engine(toy_model(len(tokenizer)), tokenizer)
    return Speaker(engine, Rendering.of(tokenizer), window)
