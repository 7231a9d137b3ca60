"""The part of a model that reads: tokens in, logits out, with the keys and values kept."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

import torch
from transformers import DynamicCache
from transformers.cache_utils import DynamicLayer

from agent.local.threads import limited_to

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedModel

    from agent.local.tally import Tally

_Forward: TypeAlias = "Callable[[Sequence[int], Tensor | None, Sequence[int] | None, int], Tensor]"


class Reader:
    """Logits for any token sequence; what it shares with the one before is not computed again.

    Args:
        model: a causal language model in evaluation mode. With full attention, any prefix is kept;
            with a sliding window or a recurrent state, only what is continued at its end.
        threads: threads of one forward pass; see :func:`agent.local.threads.limited_to`.
        tally: where calls and seconds are counted.
    """

    def __init__(self, model: PreTrainedModel, *, threads: int, tally: Tally) -> None:
        self._model = model
        self._keeping = _name_of_cache(model)
        self._threads = threads
        self._tally = tally
        self._cache = DynamicCache(config=model.config)
        self._tokens: list[int] = []
        self._last: Tensor | None = None

    @property
    def vocabulary(self) -> int:
        """Number of logits."""
        return int(self._model.config.vocab_size)

    def lost_by(self, tokens: Sequence[int]) -> int:
        """How many kept tokens reading `tokens` would throw away."""
        return len(self._tokens) - self.shared_with(tokens)

    def shared_with(self, tokens: Sequence[int]) -> int:
        """How many tokens at the beginning of `tokens` need not be read again."""
        return _shared(self._tokens, tokens)

    def read(self, tokens: Sequence[int]) -> Tensor:
        """The logits of what follows `tokens` (at least one): float32 of shape (vocabulary,)."""
        while (logits := self.approach(tokens, len(tokens))) is None:
            pass
        return logits

    def approach(self, tokens: Sequence[int], most: int) -> Tensor | None:
        """Reads at most `most` further tokens of `tokens`, in one pass.

        Returns:
            As :meth:`read`; None while a part is still unread.
        """
        common = self.shared_with(tokens)
        if common == len(tokens):
            if common == len(self._tokens) and self._last is not None:
                return self._last
            common -= 1
        common = self._crop_to(common)
        self._last = None
        del self._tokens[common:]
        part = tokens[common : common + most]
        last = self._forward(part, None, None, 1)[-1]
        self._tokens.extend(part)
        self._last = last
        return last if len(self._tokens) == len(tokens) else None

    def read_branches(
        self, tokens: Sequence[int], branches: Sequence[Sequence[int]]
    ) -> list[Tensor]:
        """The logits at every place of several continuations of `tokens`, in one forward pass.

        The branches lie one after another in one sequence, and a mask keeps each from seeing the
        others, so that all of them share the keys and values of `tokens`.

        Args:
            tokens: what comes before (at least one).
            branches: the continuations, each of at least one token.

        Returns:
            For each branch, float32 of shape (its length, vocabulary).
        """
        self.read(tokens)
        known, added = len(tokens), sum(map(len, branches))
        mask = torch.zeros(added, known + added, dtype=torch.bool)
        mask[:, :known] = True
        positions: list[int] = []
        for branch in branches:
            start = len(positions)
            size = len(branch)
            mask[start : start + size, known + start : known + start + size] = torch.ones(
                size, size, dtype=torch.bool
            ).tril()
            positions.extend(range(known, known + size))
        flat = [token for branch in branches for token in branch]
        logits = self._forward(flat, mask, positions, added)
        self._crop_to(known)
        return list(logits.split([len(branch) for branch in branches]))

    @contextmanager
    def growing(self, tokens: Sequence[int], count: int) -> Generator[Grove]:
        """Lets `count` continuations of `tokens` grow side by side, a token each per pass."""
        self.read(tokens)
        try:
            yield Grove(self._forward, len(tokens), count)
        finally:
            self._crop_to(len(tokens))

    def _crop_to(self, count: int) -> int:
        """Keeps the first `count` tokens, or none where the cache cannot be cropped; how many."""
        surplus = self._cache.get_seq_length() - count
        if surplus <= 0:
            return count
        if any(type(layer) is not DynamicLayer for layer in self._cache.layers):
            self.forget()
            return 0
        self._cache.crop(-surplus)
        return count

    def forget(self) -> None:
        """Drops what was read."""
        self._cache = DynamicCache(config=self._model.config)
        self._tokens = []
        self._last = None

    def _forward(
        self,
        tokens: Sequence[int],
        mask: Tensor | None,
        positions: Sequence[int] | None,
        keep: int,
    ) -> Tensor:
        started = time.perf_counter()
        try:
            with torch.inference_mode(), limited_to(self._threads):
                device = self._model.device
                places = None if positions is None else torch.tensor([positions], device=device)
                output = self._model(
                    input_ids=torch.tensor([tokens], device=device),
                    use_cache=True,
                    logits_to_keep=keep,
                    attention_mask=None if mask is None else mask[None, None].to(device),
                    position_ids=places,
                    **{self._keeping: self._cache},
                )
                logits: Tensor = output.logits[0].float().cpu()
        except BaseException:
            # Interrupted between two layers, the cache would hold more in one than in the other.
            self.forget()
            raise
        self._tally.calls += 1
        self._tally.model_seconds += time.perf_counter() - started
        return logits


class Grove:
    """Continuations that grow side by side; made by :meth:`Reader.growing`."""

    def __init__(self, forward: _Forward, known: int, count: int) -> None:
        self._forward = forward
        self._known = known
        self._count = count
        self._steps = 0

    def grow(self, tokens: Sequence[int]) -> Tensor:
        """Adds one token to each; returns the logits that follow, (count, vocabulary)."""
        mask = torch.zeros(
            self._count, self._known + (self._steps + 1) * self._count, dtype=torch.bool
        )
        mask[:, : self._known] = True
        for step in range(self._steps + 1):
            start = self._known + step * self._count
            mask[:, start : start + self._count] = torch.eye(self._count, dtype=torch.bool)
        positions = [self._known + self._steps] * self._count
        logits = self._forward(tokens, mask, positions, self._count)
        self._steps += 1
        return logits


def _name_of_cache(model: PreTrainedModel) -> str:
    """The argument that takes the cache: transformers renamed `past_key_values` in 5.24."""
    known = inspect.signature(model.forward).parameters
    return "cache" if "cache" in known else "past_key_values"


def _shared(left: list[int], right: Sequence[int]) -> int:
    # The common case, where a text is continued, at the speed of a comparison of memory.
    if left == right[: len(left)]:
        return len(left)
    for place, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return place
    return min(len(left), len(right))
