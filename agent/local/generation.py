"""One answer in a thread of its own, so that whoever waits for it can stop it at any time.

Also what makes a model safe to share: answers are written one after the other, the rest wait.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from agent.local.order import Order
    from agent.local.parts import Part
    from agent.local.speaking import Speaker

_GLANCE = 0.05
"""Seconds between two looks of a waiting answer at whether it is still wanted."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The last thing that an answer hands over when it failed."""

    error: BaseException


Handed: TypeAlias = "Part | Failed"


class Generation:
    """An answer that is being written. It is never left half in the model's kept state.

    A thread of its own, because a consumer that was abandoned with an exception can stay
    referenced, unclosed, by that exception's traceback; it must not block the model.

    Args:
        speaker: gives the model, loaded if need be; called in the thread.
        turn: held while the model works; one for each model.
        order: what is asked.
        hand: takes each part, and `Failed` if it fails; called in the thread.
    """

    def __init__(
        self,
        speaker: Callable[[], Speaker],
        turn: threading.Lock,
        order: Order,
        hand: Callable[[Handed], object],
    ) -> None:
        self._speaker = speaker
        self._turn = turn
        self._order = order
        self._hand = hand
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begins."""
        threading.Thread(target=self._run, name="storyreel-answer").start()

    def stop(self) -> None:
        """Ends it within a token, or within a block of the prompt."""
        self._stopped.set()

    def _run(self) -> None:
        while not self._turn.acquire(timeout=_GLANCE):
            if self._stopped.is_set():
                return
        try:
            with closing(self._speaker().speak(self._order)) as parts:
                self._hand_over(parts)
        except BaseException as error:  # Handed to the consumer, where it is raised.
            with suppress(RuntimeError):
                self._hand(Failed(error))
        finally:
            self._turn.release()

    def _hand_over(self, parts: Iterator[Part]) -> None:
        for part in parts:
            if self._stopped.is_set():
                return
            try:
                self._hand(part)
            except RuntimeError:
                # The consumer's event loop is closed.
                return
