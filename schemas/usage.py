"""What a director's model used: tokens, and money where prices are known."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from schemas.base import Value

Tokens = Annotated[int, Field(ge=0)]


class Price(Value):
    """What a model costs: `[prices."DIRECTOR"]` in config.toml."""

    input: Annotated[Decimal, Field(ge=0)]
    """US dollars for a million tokens that the model reads."""
    output: Annotated[Decimal, Field(ge=0)]
    """US dollars for a million tokens that it writes."""

    def of(self, input_tokens: int, output_tokens: int) -> Decimal:
        """US dollars for so many tokens."""
        return (self.input * input_tokens + self.output * output_tokens) / 1_000_000


class Usage(Value):
    """What one or several answers of a director took."""

    director: str
    input_tokens: Tokens
    output_tokens: Tokens
    estimated: bool
    """Whether the model reported none, so that tokens were estimated from the length of texts."""
    dollars: Annotated[Decimal, Field(ge=0)] | None
    """US dollars; None where no price is known."""


def totals(usages: Sequence[Usage]) -> tuple[Usage, ...]:
    """The sum for each director, in the order in which they first appear."""
    sums: dict[str, Usage] = {}
    for usage in usages:
        known = sums.get(usage.director)
        sums[usage.director] = usage if known is None else _sum(known, usage)
    return tuple(sums.values())


def _sum(one: Usage, other: Usage) -> Usage:
    unknown = one.dollars is None or other.dollars is None
    return Usage(
        director=one.director,
        input_tokens=one.input_tokens + other.input_tokens,
        output_tokens=one.output_tokens + other.output_tokens,
        estimated=one.estimated or other.estimated,
        dollars=None if unknown else (one.dollars or Decimal()) + (other.dollars or Decimal()),
    )
