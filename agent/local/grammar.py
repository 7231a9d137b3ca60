"""Grammars, and the state of a text that is being written under one (llguidance)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any, NewType

import numpy as np
import torch
from llguidance import LLMatcher, LLTokenizer

from schemas.errors import DirectorError

if TYPE_CHECKING:
    from torch import Tensor

Grammar = NewType("Grammar", str)
"""A grammar in llguidance's own form."""

_BITS_PER_WORD = 32


def from_json_schema(schema: Mapping[str, Any]) -> Grammar:
    """The grammar of the JSON documents that `schema` admits, without any white space in them.

    White space is left out because a small model may otherwise write nothing else.
    """
    return Grammar(
        LLMatcher.grammar_from_json_schema(
            json.dumps(schema), overrides={"whitespace_flexible": False}
        )
    )


def from_lark(rules: str) -> Grammar:
    """The grammar of `rules` in llguidance's dialect of Lark, with the start symbol `start`."""
    return Grammar(LLMatcher.grammar_from_lark(rules))


class Constraint:
    """One text that is being written under a grammar.

    Args:
        tokenizer: llguidance's view of the model's tokenizer.
        grammar: what the text must follow.
        vocabulary: number of logits of the model, at least the tokenizer's.

    Raises:
        DirectorError: the grammar is not valid.
    """

    def __init__(self, tokenizer: LLTokenizer, grammar: Grammar, vocabulary: int) -> None:
        self._matcher = LLMatcher(tokenizer, grammar)
        self._vocabulary = vocabulary
        words = -(-max(vocabulary, tokenizer.vocab_size) // _BITS_PER_WORD)
        self._bits = np.zeros(words, dtype=np.int32)
        self._check()

    def copy(self) -> Constraint:
        """The same text so far under the same grammar; cheaper than compiling the grammar."""
        twin = copy(self)
        twin._matcher = self._matcher.deep_copy()
        twin._bits = self._bits.copy()
        return twin

    @property
    def finished(self) -> bool:
        """Whether nothing can follow."""
        return self._matcher.is_stopped()

    @property
    def complete(self) -> bool:
        """Whether the text may end here."""
        return self._matcher.is_accepting()

    def allowed(self) -> Tensor:
        """The tokens that may follow: bool of shape (vocabulary,)."""
        self._matcher.unsafe_compute_mask_ptr(self._bits.ctypes.data, self._bits.nbytes)
        self._check()
        spread = np.unpackbits(self._bits.view(np.uint8), count=self._vocabulary, bitorder="little")
        return torch.from_numpy(spread.view(np.bool_))

    def forced(self) -> list[int]:
        """The tokens that must follow, where the grammar leaves no choice; often none."""
        return list(self._matcher.compute_ff_tokens())

    def take(self, tokens: Sequence[int]) -> None:
        """Extends the text by `tokens`.

        Raises:
            DirectorError: the grammar does not admit them.
        """
        self._matcher.consume_tokens(list(tokens))
        self._check()

    def _check(self) -> None:
        if self._matcher.is_error():
            raise DirectorError(
                f"the grammar cannot go on: {self._matcher.get_error().splitlines()[0]}",
                hint="use other words, or report this as a fault of storyreel",
            )
