"""What one answer of a model took: as its server reports, or estimated and labelled so."""

from __future__ import annotations

import json
from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage

from schemas.usage import Price, Usage

_CHARACTERS_PER_TOKEN = 4
"""Of English text, about, for the tokenizers in use."""


def usage_of(
    director: str, asked: Sequence[BaseMessage], answer: AIMessage, price: Price | None
) -> Usage:
    """Tokens and money of one answer.

    Args:
        director: id.
        asked: everything that the model was sent.
        answer: what it wrote.
        price: None where it is not known.
    """
    reported = answer.usage_metadata
    if reported is not None:
        read, written = reported["input_tokens"], reported["output_tokens"]
    else:
        read, written = sum(map(_estimated, asked)), _estimated(answer)
    return Usage(
        director=director,
        input_tokens=read,
        output_tokens=written,
        estimated=reported is None,
        dollars=None if price is None else price.of(read, written),
    )


def _estimated(message: BaseMessage) -> int:
    calls = json.dumps(message.tool_calls) if isinstance(message, AIMessage) else ""
    return -(-(len(message.text) + len(calls)) // _CHARACTERS_PER_TOKEN)
