"""The model's thread and the project's thread, and what passes between them.

A model may take minutes for an answer, and the project's database belongs to the thread that
opened it. So the agent runs in a thread of its own, which owns nothing: it sends events, and work
to be done on the project, to the thread that runs the turn. Closing the turn leaves the agent's
thread without a way to change anything; it ends with the next piece of the model's answer.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from schemas.events import Event

T = TypeVar("T")


class TurnCancelled(BaseException):
    """The turn was stopped. Raised in the agent's thread, and never shown.

    No `Exception`, so that nothing on the way out of an agent takes it for one that it should
    report or repeat; in this it is like `KeyboardInterrupt`.
    """


@dataclass(frozen=True)
class _Work:
    begin: Callable[[], Generator[Event, None, Any]]
    done: Future[Any]


@dataclass(frozen=True)
class _Ended:
    value: object


@dataclass(frozen=True)
class _Failed:
    error: BaseException


class Line:
    """The agent's end of the connection; safe to use from several threads."""

    def __init__(self) -> None:
        self._inbox: queue.SimpleQueue[Event | _Work | _Ended | _Failed] = queue.SimpleQueue()
        self._cancelled = threading.Event()

    def send(self, event: Event) -> None:
        """Tells whoever watches the turn.

        Raises:
            TurnCancelled: the turn was stopped.
        """
        self.check()
        self._inbox.put(event)

    def do(self, begin: Callable[[], Generator[Event, None, T]]) -> T:
        """Has work done on the project's thread, and waits for it.

        Raises:
            TurnCancelled: the turn was stopped.
            Exception: what the work raised.
        """
        work = _Work(begin, Future())
        self._inbox.put(work)
        # Looked at after the work is in the queue: either this sees the flag, or `cancel`, which
        # sets it first, finds the work.
        self.check()
        return work.done.result()

    def wait(self, seconds: float) -> None:
        """Waits.

        Raises:
            TurnCancelled: the turn was stopped meanwhile.
        """
        self._cancelled.wait(seconds)
        self.check()

    def check(self) -> None:
        """Goes on only while the turn does.

        Raises:
            TurnCancelled: the turn was stopped.
        """
        if self._cancelled.is_set():
            raise TurnCancelled

    def run(self, work: Callable[[Line], T]) -> None:
        """Does `work` in the calling thread and reports how it ended."""
        try:
            self._inbox.put(_Ended(work(self)))
        except BaseException as error:
            self._inbox.put(_Failed(error))

    def serve(self) -> Generator[Event, None, Any]:
        """Passes events on and does work, in the project's thread, until the agent has ended.

        Returns:
            What the agent's work returned.

        Raises:
            Exception: what the agent's work raised.
        """
        while True:
            match self._inbox.get():
                case _Work() as work:
                    yield from _done(work)
                case _Ended(value):
                    return value
                case _Failed(error):
                    raise error
                case event:
                    yield event

    def cancel(self) -> None:
        """Stops the agent, and whatever of it waits for work to be done."""
        self._cancelled.set()
        while True:
            try:
                item = self._inbox.get_nowait()
            except queue.Empty:
                return
            if isinstance(item, _Work):
                item.done.set_exception(TurnCancelled())


def run_apart(work: Callable[[Line], T]) -> Generator[Event, None, T]:
    """Runs `work` in a thread of its own; what it needs of the project is done in this one.

    Closing the generator stops `work` at the next event, piece of an answer or wait, without
    waiting for it.

    Returns:
        What `work` returns.

    Raises:
        Exception: what `work` raised.
    """
    line = Line()
    # A daemon, because a server that says nothing must not keep the program from ending.
    threading.Thread(target=line.run, args=(work,), name="director", daemon=True).start()
    try:
        return (yield from line.serve())
    finally:
        line.cancel()


def _done(work: _Work) -> Generator[Event, None, None]:
    try:
        value = yield from work.begin()
    except Exception as error:
        work.done.set_exception(error)
    except BaseException:
        work.done.set_exception(TurnCancelled())
        raise
    else:
        work.done.set_result(value)
