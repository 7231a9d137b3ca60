"""Answers of one loaded model, as what they are made of."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Final

from agent.local.answering import Answer
from agent.local.parts import Ended, Part, Read
from schemas.errors import DirectorError

if TYPE_CHECKING:
    from agent.local.engine import Engine
    from agent.local.order import Order
    from agent.local.rendering import Rendering

_BLOCK: Final = 128
"""Tokens of a prompt that are read between two chances to stop."""


class Speaker:
    """Answers conversations with one loaded model. One answer at a time.

    Args:
        engine: the model.
        rendering: how it wants its conversations.
        window: most tokens of prompt and answer together.
    """

    def __init__(self, engine: Engine, rendering: Rendering, window: int) -> None:
        self._engine = engine
        self._rendering = rendering
        self._window = window

    def speak(self, order: Order) -> Generator[Part]:
        """The answer, part by part. Closing the generator stops it within a token.

        Raises:
            DirectorError: the conversation does not fit the model's window or chat template.
            BrokenCall: `limit` was met inside a call; what was yielded of it is no whole call.
        """
        text = self._rendering.prompt(order.messages, order.tools)
        prompt = self._engine.encode(text)
        if len(prompt) >= self._window:
            raise DirectorError(
                f"the conversation has {len(prompt)} tokens, and the model reads {self._window}",
                hint="begin a new conversation, or use a model with a longer context",
            )
        kept = self._engine.kept(prompt)
        for _ in self._engine.reading(prompt, _BLOCK):
            yield Read()
        room = min(order.limit, self._window - len(prompt))
        answer = Answer(self._engine, self._rendering, order, prompt, room)
        reason = yield from answer.parts(thinking=text.rstrip().endswith("<think>"))
        yield Ended(reason, len(prompt), kept, answer.count)
