"""The engine: text from a causal language model, under a grammar where one is given."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import TYPE_CHECKING

import torch
from llguidance.hf import from_tokenizer

from agent.local.grammar import Constraint, Grammar
from agent.local.reading import Reader
from agent.local.tally import Tally
from agent.local.threads import limited_to

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

    from agent.local.choosing import Choose

_CONVERSATIONS = 2
"""Prompts whose keys and values are kept: one that is asked, and the neutral one beside it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one pass added to a text."""

    tokens: tuple[int, ...]
    forced: int
    """How many of the tokens, at the end, the grammar left no choice about."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several texts that were written side by side."""

    text: str
    score: float
    """Mean log probability of a token under the model, before grammar and sampling."""
    worst: float
    """Lowest log probability of a token: far below the mean where the grammar was no help."""
    canonical: bool
    """Whether the tokenizer cuts the text into the same tokens. Words that grew together under a
    grammar ("a" and "borrowed" as "aborrowed") are not."""


class Engine:
    """Writes, lets candidates compete, and scores alternatives; keeps what it has read.

    Every method is a function of its arguments: the kept keys and values change the cost, not the
    result (up to rounding).

    Args:
        model: a causal language model of transformers, in evaluation mode, on the CPU.
        tokenizer: its fast tokenizer, with a chat template if :meth:`prompt` is used.
        threads: threads of one forward pass; see :class:`agent.local.reading.Reader`.
    """

    def __init__(
        self, model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, *, threads: int = 1
    ) -> None:
        self.tally = Tally()
        self._threads = threads
        self._tokenizer = tokenizer
        self._readers = [
            Reader(model, threads=threads, tally=self.tally) for _ in range(_CONVERSATIONS)
        ]
        self._vocabulary = self._readers[0].vocabulary
        self._grammar_tokenizer = from_tokenizer(tokenizer, n_vocab=self._vocabulary)
        self._end = self._grammar_tokenizer.eos_token
        self._ends = frozenset({self._end, *_ends_of(model)})

    def prompt(self, messages: Sequence[Mapping[str, str]]) -> list[int]:
        """The tokens of a conversation in the model's chat template, up to where it answers."""
        text = self._tokenizer.apply_chat_template(
            [dict(message) for message in messages], add_generation_prompt=True, tokenize=False
        )
        return self.encode(str(text))

    def forget(self) -> None:
        """Drops what was read, so that what follows does not depend on it even in rounding.

        In bfloat16, a text that is read in other portions has slightly other logits.
        """
        for reader in self._readers:
            reader.forget()

    def encode(self, text: str) -> list[int]:
        """The tokens of `text`; none are added, but written-out special ones become themselves."""
        return list(self._tokenizer.encode(text, add_special_tokens=False))

    def decode(self, tokens: Sequence[int]) -> str:
        """The text of `tokens`; special ones are left out."""
        return str(self._tokenizer.decode(list(tokens), skip_special_tokens=True))

    def reading(self, prompt: Sequence[int], block: int) -> Generator[None]:
        """Reads `prompt` in blocks of that many tokens, and yields between them.

        :meth:`write` reads it in one pass, which takes seconds where a prompt is long.
        """
        reader = self._reader_for(prompt)
        while True:
            with limited_to(self._threads):
                if reader.approach(prompt, block) is not None:
                    return
            yield

    def kept(self, prompt: Sequence[int]) -> int:
        """How many tokens at the beginning of `prompt` need not be read again."""
        return self._reader_for(prompt).shared_with(prompt)

    def write(
        self,
        prompt: Sequence[int],
        choose: Choose,
        *,
        grammar: Grammar | None,
        limit: int,
    ) -> Generator[Piece]:
        """Writes one text, a piece at a time. Closing the generator stops it within a token.

        Tokens that the grammar forces are added without a pass of their own: the next pass reads
        them together.

        Args:
            prompt: what comes before (at least one token).
            choose: how a token is chosen where there is a choice.
            grammar: what the text must follow; None leaves it free.
            limit: most tokens to write. A text that meets it may be incomplete.

        Raises:
            DirectorError: the grammar is not valid.
        """
        constraint = self._constrained(grammar) if grammar is not None else None
        written: list[int] = []
        if constraint and (forced := self._forced(constraint)):
            written += forced
            yield Piece(tuple(forced), len(forced))
        while len(written) < limit and not (constraint and constraint.finished):
            text = [*prompt, *written]
            with limited_to(self._threads):
                logits = self._reader_for(text).read(text)
                token = self._next(logits, constraint, choose, written)
            if token in self._ends:
                return
            self.tally.tokens += 1
            forced = self._forced(constraint) if constraint else []
            written += [token, *forced]
            yield Piece((token, *forced), len(forced))

    def candidates(
        self,
        prompt: Sequence[int],
        grammars: Sequence[Grammar],
        chooses: Sequence[Choose],
        *,
        limit: int,
    ) -> list[Candidate]:
        """Writes several texts side by side; a pass for all costs little more than for one.

        Args:
            prompt: what comes before all of them (at least one token).
            grammars: what each must follow.
            chooses: how each chooses; of the length of `grammars`.
            limit: most tokens of each.

        Returns:
            The complete ones, in the order of `grammars`; one that met `limit` is left out.

        Raises:
            DirectorError: a grammar is not valid.
        """
        fresh = {grammar: self._constrained(grammar) for grammar in dict.fromkeys(grammars)}
        texts = [
            _Growing(fresh[grammar].copy(), choose)
            for grammar, choose in zip(grammars, chooses, strict=True)
        ]
        reader = self._reader_for(prompt)
        with limited_to(self._threads), reader.growing(prompt, len(texts)) as grove:
            first = reader.read(prompt)
            logits = first.expand(len(texts), -1)
            for _ in range(limit):
                for text, row in zip(texts, logits, strict=True):
                    if not text.ended:
                        self._extend(text, row)
                if all(text.ended for text in texts):
                    break
                logits = grove.grow(
                    [text.tokens[-1] if text.tokens else self._end for text in texts]
                )
        return [self._candidate(text) for text in texts if text.ended and text.tokens]

    def score(self, prompt: Sequence[int], alternatives: Sequence[str]) -> list[float]:
        """Log probability (natural, summed over tokens) of each alternative after `prompt`.

        All are read in one pass. Sums of different lengths compare badly; calibrate them, see
        :meth:`calibrated`.
        """
        branches = [self.encode(alternative) for alternative in alternatives]
        reader = self._reader_for(prompt)
        with limited_to(self._threads):
            first = reader.read(prompt)
            rest = reader.read_branches(prompt, branches)
            return [
                _chain(first, logits, tokens) for tokens, logits in zip(branches, rest, strict=True)
            ]

    def calibrated(
        self, prompt: Sequence[int], neutral: Sequence[int], alternatives: Sequence[str]
    ) -> list[float]:
        """How much likelier `prompt` makes each alternative than the `neutral` prompt does.

        log p(alternative | prompt) - log p(alternative | neutral), natural logarithms: what the
        words say by themselves, their length and the example's habits cancel out (Holtzman et
        al. 2021, "Surface form competition").
        """
        informed = self.score(prompt, alternatives)
        prior = self.score(neutral, alternatives)
        return [one - other for one, other in zip(informed, prior, strict=True)]

    def _candidate(self, grown: _Growing) -> Candidate:
        text = self.decode(grown.tokens)
        return Candidate(
            text=text,
            score=fmean(grown.chances),
            worst=min(grown.chances),
            canonical=self.encode(text) == grown.tokens,
        )

    def _reader_for(self, prompt: Sequence[int]) -> Reader:
        """The reader that loses least by reading `prompt`; of equal ones, which saves most."""
        return min(
            self._readers, key=lambda reader: (reader.lost_by(prompt), -reader.shared_with(prompt))
        )

    def _extend(self, text: _Growing, logits: Tensor) -> None:
        token = self._next(logits, text.constraint, text.choose, text.tokens)
        if token == self._end:
            text.ended = True
            return
        text.chances.append(float(torch.log_softmax(logits, dim=-1)[token]))
        text.tokens.append(token)
        text.ended = text.constraint.finished
        self.tally.tokens += 1

    def _next(
        self, logits: Tensor, constraint: Constraint | None, choose: Choose, written: Sequence[int]
    ) -> int:
        if constraint is None:
            return choose(logits, written)
        started = time.perf_counter()
        masked = logits.masked_fill(~constraint.allowed(), float("-inf"))
        self.tally.mask_seconds += time.perf_counter() - started
        token = choose(masked, written)
        started = time.perf_counter()
        if token != self._end:
            constraint.take([token])
        self.tally.mask_seconds += time.perf_counter() - started
        return token

    def _forced(self, constraint: Constraint) -> list[int]:
        started = time.perf_counter()
        tokens = constraint.forced()
        if tokens:
            constraint.take(tokens)
        self.tally.mask_seconds += time.perf_counter() - started
        self.tally.tokens += len(tokens)
        self.tally.forced += len(tokens)
        return tokens

    def _constrained(self, grammar: Grammar) -> Constraint:
        started = time.perf_counter()
        constraint = Constraint(self._grammar_tokenizer, grammar, self._vocabulary)
        self.tally.mask_seconds += time.perf_counter() - started
        return constraint


def _ends_of(model: PreTrainedModel) -> list[int]:
    """The tokens that end an answer; Llama 3, for one, has several."""
    named = model.generation_config.eos_token_id
    return named if isinstance(named, list) else [] if named is None else [named]


def _chain(first: Tensor, following: Tensor, tokens: Sequence[int]) -> float:
    """Log probability of `tokens`; `first` are the logits of the first of them."""
    rows = torch.cat([first[None], following[:-1]])
    chances = torch.log_softmax(rows, dim=-1)
    return float(chances[torch.arange(len(tokens)), torch.tensor(tokens)].sum())


@dataclass(slots=True)
class _Growing:
    constraint: Constraint
    choose: Choose
    tokens: list[int] = field(default_factory=list)
    chances: list[float] = field(default_factory=list)
    ended: bool = False
