"""Tokens and money in a few words."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.usage import Usage


def spent(usages: Sequence[Usage]) -> str:
    """What the directors took together; empty where none of them counts.

    Money is told only where the price of every one of them is known, for a part of a sum is wrong.
    """
    tokens = sum(each.input_tokens + each.output_tokens for each in usages)
    if not tokens:
        return ""
    about = "~" if any(each.estimated for each in usages) else ""
    words = f"{about}{_short(tokens)} tokens"
    known = [each.dollars for each in usages if each.dollars is not None]
    if len(known) == len(usages):
        words = f"{words}, ${sum(known):.2f}"
    return words


def _short(number: int) -> str:
    return str(number) if number < 1000 else f"{number / 1000:.1f}k"
