"""Asks the user before a long render, from the engine's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet

from textual.message import Message

from schemas.approval import Decision, Rejected
from schemas.events import RenderPlanned

_POLL_SECONDS = 0.2


class ApprovalWanted(Message):
    """A render waits for the user's word; `answer` takes it."""

    def __init__(self, planned: RenderPlanned, answer: Future[Decision]) -> None:
        super().__init__()
        self.planned = planned
        self.answer = answer


class ApprovalWithdrawn(Message):
    """Nobody waits for the answer any more: the turn was stopped."""


class Gate:
    """Decides about a render plan by asking the user. Waits as long as it takes.

    Args:
        post: hands a message to the app; callable from any thread.
        stop: is set when the turn is to end; that counts as no.
    """

    def __init__(self, post: Callable[[Message], object], stop: threading.Event) -> None:
        self._post = post
        self._stop = stop

    def __call__(self, planned: RenderPlanned) -> Decision:
        """What the user says to `planned`."""
        answer: Future[Decision] = Future()
        self._post(ApprovalWanted(planned, answer))
        while not self._stop.is_set():
            try:
                return answer.result(_POLL_SECONDS)
            except NotYet:
                continue
        self._post(ApprovalWithdrawn())
        return Rejected(reason="stopped")
