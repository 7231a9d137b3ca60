"""An answer as it is written: free text, and tool calls that always fit their schemas.

The model chooses between words and a call: nothing constrains it until it has begun a call. From
the name of the tool to the end of the arguments a grammar leads it.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Final

from tokenizers.decoders import DecodeStream

from agent.local.call_grammar import call_grammar
from agent.local.parts import Argued, Called, Part, Reason, Said, Thought
from agent.local.watching import Watch
from agent.models.broken import BrokenCall

if TYPE_CHECKING:
    from agent.local.engine import Engine
    from agent.local.grammar import Grammar
    from agent.local.order import Order
    from agent.local.rendering import Rendering

_THINKS: Final = "<think>"
_THOUGHT: Final = "</think>"


class Answer:
    """One answer while it grows.

    Args:
        engine: the model, which has read `prompt`.
        rendering: how it writes conversations and calls.
        order: what is asked.
        prompt: tokens of the conversation.
        room: most tokens of the answer.
    """

    def __init__(
        self,
        engine: Engine,
        rendering: Rendering,
        order: Order,
        prompt: list[int],
        room: int,
    ) -> None:
        self._engine = engine
        self._tokenizer = rendering.tokenizer
        self._form = rendering.format
        self._order = order
        self._prompt = prompt
        self._room = room
        self._tokens: list[int] = []
        self._text = ""
        self._calls = 0
        self._hidden = frozenset(
            token
            for token in self._tokenizer.all_special_ids
            if self._tokenizer.decode([token]) != self._form.trigger
        )

    @property
    def count(self) -> int:
        """Tokens so far."""
        return len(self._tokens)

    def parts(self, *, thinking: bool) -> Generator[Part, None, Reason]:
        """Writes the answer; returns why it ended.

        Args:
            thinking: whether the prompt ends where the model's thoughts begin.

        Raises:
            BrokenCall: there was no room for the end of a call.
        """
        if self._order.choice == "auto":
            reason = yield from self._words(thinking=thinking)
            if reason != "tool_calls":
                return reason
        self._tokens = self._engine.encode(self._text + self._form.opening)
        yield from self._call()
        while self._calls < self._order.calls and self._begins_another():
            yield from self._call()
        return "tool_calls"

    def _words(self, *, thinking: bool) -> Generator[Part, None, Reason]:
        """Writes words until the model ends them or begins a call, or the room is used up."""
        watch = self._watch(thinking=thinking)
        for piece in self._free():
            text, mark = watch.feed(piece)
            yield from self._shown(text, thinking=thinking)
            while mark is not None:
                if mark in self._order.stop:
                    return "stop"
                if mark == self._form.trigger and (self._form.anywhere or not self._text.strip()):
                    return "tool_calls"
                if mark in {_THINKS, _THOUGHT}:
                    thinking = mark == _THINKS
                    self._text += mark
                else:
                    yield from self._shown(mark, thinking=thinking)
                rest, watch = watch.rest(), self._watch(thinking=thinking)
                text, mark = watch.feed(rest)
                yield from self._shown(text, thinking=thinking)
        yield from self._shown(watch.rest(), thinking=thinking)
        return "length" if self.count >= self._room else "stop"

    def _watch(self, *, thinking: bool) -> Watch:
        if thinking:
            return Watch([_THOUGHT])
        trigger = [self._form.trigger] if self._order.tools else []
        return Watch([*self._order.stop, _THINKS, *trigger])

    def _shown(self, text: str, *, thinking: bool) -> Iterator[Part]:
        self._text += text
        if text:
            yield Thought(text) if thinking else Said(text)

    def _call(self) -> Generator[Part]:
        """Writes the rest of a call, whose opening is written, and its closing."""
        index, text, shown, named = self._calls, "", 0, False
        for piece in self._written(call_grammar(self._order.tools, self._form.middle)):
            text += piece
            if not named and self._form.middle in text:
                name = text.partition(self._form.middle)[0]
                shown, named = len(name + self._form.middle), True
                yield Called(index, name)
            if named and text[shown:]:
                yield Argued(index, text[shown:])
                shown = len(text)
        try:
            _ = json.loads(text.partition(self._form.middle)[2])
        except ValueError:
            raise BrokenCall(f"the arguments did not end within {self._room} tokens") from None
        self._calls += 1
        self._tokens += self._engine.encode(self._form.closing)

    def _begins_another(self) -> bool:
        """Whether the model goes on with a further call; else what it began is dropped."""
        if self._form.separator is None:
            return False
        before, begun = list(self._tokens), ""
        for piece in self._free():
            begun = (begun + piece).lstrip()
            if begun.startswith(self._form.trigger):
                opening = self._form.separator + self._form.opening
                self._tokens = [*before, *self._engine.encode(opening)]
                return True
            if not self._form.trigger.startswith(begun):
                break
        self._tokens = before
        return False

    def _free(self) -> Iterator[str]:
        return self._written(None)

    def _written(self, grammar: Grammar | None) -> Iterator[str]:
        """The text that the model adds, piece by piece; its tokens are kept."""
        decoded = DecodeStream()
        text = [*self._prompt, *self._tokens]
        room = self._room - self.count
        for piece in self._engine.write(text, self._order.choose, grammar=grammar, limit=room):
            self._tokens += piece.tokens
            added = [
                decoded.step(self._tokenizer.backend_tokenizer, token)
                for token in piece.tokens
                if token not in self._hidden
            ]
            yield "".join(filter(None, added))
