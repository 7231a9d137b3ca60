"""What a director is told of the conversation so far: bounded, whatever its length.

The script is never among it. It is told anew before each of the model's answers, because what was
said about it earlier may be undone by now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from schemas.base import Value
from tools.project.transcript import Utterance

_RECENT: Final = 6000
"""Characters of the last utterances that are told word for word: some 1500 tokens."""
_EARLIER: Final = 1500
"""Characters for the requests before them."""
_REQUEST: Final = 80
"""Characters of one earlier request."""
_UTTERANCE: Final = 1500
"""Characters of one of the last utterances."""


class Memory(Value):
    """The conversation as a director remembers it."""

    earlier: tuple[str, ...] = ()
    """Requests from before `recent`, shortened, in order; the oldest may be missing."""
    recent: tuple[Utterance, ...] = ()
    """The last utterances, in order; begins with one of the user."""


def remember(said: Sequence[Utterance]) -> Memory:
    """What to tell of a conversation, at most some 2000 tokens.

    The last exchanges are kept word for word. Of those before, only what the user asked is, each
    shortened to one line: what became of it is in the script.

    Args:
        said: everything, in order.
    """
    recent = list(_newest(said))
    while recent and recent[0].role != "user":
        recent.pop(0)
    before = said[: len(said) - len(recent)]
    earlier = _within(
        (_shortened(each.text, _REQUEST) for each in reversed(before) if each.role == "user"),
        _EARLIER,
    )
    return Memory(earlier=tuple(reversed(earlier)), recent=tuple(recent))


def _newest(said: Sequence[Utterance]) -> Sequence[Utterance]:
    kept = _within((_shortened(each.text, _UTTERANCE) for each in reversed(said)), _RECENT)
    newest = islice(reversed(said), len(kept))
    return [
        each.model_copy(update={"text": text})
        for each, text in zip(reversed(list(newest)), reversed(kept), strict=True)
    ]


def _within(texts: Iterable[str], limit: int) -> list[str]:
    """The first texts that fit into so many characters together."""
    kept: list[str] = []
    for text in texts:
        limit -= len(text)
        if limit < 0:
            break
        kept.append(text)
    return kept


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 3]}..."
