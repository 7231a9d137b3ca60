"""A LangChain chat model over any causal language model of transformers, in this process."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import Field, PrivateAttr

from agent.local.asking import order_of
from agent.local.chunks import chunk_of, folded, last_chunk, unless_failed
from agent.local.generation import Generation, Handed
from agent.local.parts import Ended

if TYPE_CHECKING:
    from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
    from langchain_core.language_models.base import LanguageModelInput
    from langchain_core.runnables import Runnable
    from langchain_core.tools import BaseTool

    from agent.local.order import Order
    from agent.local.speaking import Speaker


class ChatTransformers(BaseChatModel):
    """Answers in words and in tool calls that always fit their schemas.

    Words stay free, and the choice between words and a call is the model's, unless `tool_choice`
    makes it. From the name of the tool to the end of its arguments a grammar leads the model.

    Threads may share one: it writes one answer at a time. Closing a stream, or cancelling the task
    that reads it, stops the model within a token.
    """

    model: str
    """Name, for messages and traces."""
    speaker: Callable[[], Any] = Field(exclude=True, repr=False)
    """Gives the loaded :class:`agent.local.speaking.Speaker`; called once, at the first answer."""
    temperature: float = Field(default=0.0, ge=0)
    """0: the likeliest token each time, so the same conversation gives the same answer."""
    top_p: float = Field(default=0.9, gt=0, le=1)
    seed: int | None = None
    """Of the sampling, where `temperature` is above 0; None: another answer each time."""
    max_tokens: int = Field(default=1024, ge=1)
    """Most tokens of an answer."""
    stop: list[str] | None = None
    """Words end before the first of these, besides those of a call."""

    _turn: threading.Lock = PrivateAttr(default_factory=threading.Lock)
    _loaded: Any = PrivateAttr(default=None)

    @property
    def _llm_type(self) -> str:
        return "transformers"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.model, "temperature": self.temperature, "max_tokens": self.max_tokens}

    def load(self) -> None:
        """Loads the weights, which the first answer does else.

        Raises:
            ModelMissing: weights are absent or damaged.
        """
        with self._turn:
            _ = self._speaker()

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | dict[str, Any] | bool | None = None,
        **kwargs: Any,  # noqa: ANN401 - as the base class
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The model with tools.

        Args:
            tools: whatever LangChain can describe as a function.
            tool_choice: None or "auto": as the model likes; "none": no calls; "any", "required"
                or True: a call; a tool's name: a call of it.
            kwargs: `parallel_tool_calls=False` allows one call in an answer; others as `invoke`.
        """
        offered = [convert_to_openai_tool(tool) for tool in tools]
        return self.bind(tools=offered, tool_choice=tool_choice, **kwargs)

    def _speaker(self) -> Speaker:
        if self._loaded is None:
            self._loaded = self.speaker()
        return self._loaded

    def _generation(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None,
        asked: dict[str, Any],
        hand: Callable[[Handed], object],
    ) -> Generation:
        order: Order = order_of(
            messages,
            stop=[*(self.stop or ()), *(stop or ())],
            settings={
                "temperature": self.temperature,
                "top_p": self.top_p,
                "seed": self.seed,
                "max_tokens": self.max_tokens,
                **asked,
            },
        )
        return Generation(self._speaker, self._turn, order, hand)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401 - as the base class
    ) -> Iterator[ChatGenerationChunk]:
        parts: queue.SimpleQueue[Handed] = queue.SimpleQueue()
        generation = self._generation(messages, stop, kwargs, parts.put)
        generation.start()
        try:
            while not isinstance(part := unless_failed(parts.get()), Ended):
                yield chunk_of(part)
            yield last_chunk(part, self.model)
        finally:
            generation.stop()

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401 - as the base class
    ) -> AsyncIterator[ChatGenerationChunk]:
        parts: asyncio.Queue[Handed] = asyncio.Queue()
        hand = partial(asyncio.get_running_loop().call_soon_threadsafe, parts.put_nowait)
        generation = self._generation(messages, stop, kwargs, hand)
        generation.start()
        try:
            while not isinstance(part := unless_failed(await parts.get()), Ended):
                yield chunk_of(part)
            yield last_chunk(part, self.model)
        finally:
            generation.stop()

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401 - as the base class
    ) -> ChatResult:
        return folded(self._stream(messages, stop, **kwargs))

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401 - as the base class
    ) -> ChatResult:
        return folded([chunk async for chunk in self._astream(messages, stop, **kwargs)])
