"""A running worker process and the line to it."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from schemas.errors import RenderError
from tools.render.port import Renderer
from tools.render.spawning import true_stderr
from tools.render.worker.child import serve
from tools.render.worker.log import last_words, length
from tools.render.worker.messages import Cancel, FromWorker, Make, ToWorker

_PATIENCE = 5.0
"""Seconds that a worker gets to go by itself before it is killed."""


class Worker:
    """A child process that renders; it ends with this one's process however that ends."""

    def __init__(self, make: Callable[[], Renderer], log: Path) -> None:
        """Starts it; returns at once.

        Args:
            make: makes the renderer, in the child.
            log: takes what the child writes on stdout and stderr.
        """
        # Spawned, not forked: a fork of a process with threads, as a chat is, may hang.
        context = multiprocessing.get_context("spawn")
        # Typed as another class on Windows; of both only send, recv, poll and close are used.
        ends: Any = context.Pipe()
        ours: Connection[ToWorker, FromWorker] = ends[0]
        theirs: Connection[FromWorker, ToWorker] = ends[1]
        self._line = ours
        self._log = log
        self._written = length(log)
        self._process: SpawnProcess = context.Process(
            target=serve, args=(theirs, log), name="storyreel renderer", daemon=True
        )
        with _interrupts_held(), true_stderr():
            self._process.start()
        # Held by the child alone, so that its death is seen as the line's end.
        theirs.close()
        self.send(Make(make))

    @property
    def alive(self) -> bool:
        """Whether it can take another request."""
        return self._process.is_alive()

    def send(self, message: ToWorker) -> None:
        """Hands it a message.

        Raises:
            RenderError: it is dead.
        """
        try:
            self._line.send(message)
        except OSError as error:
            raise self._death() from error

    def cancel(self, number: int) -> None:
        """Asks it to stop that request; does nothing where it is dead or done with it."""
        if self.alive:
            try:
                self._line.send(Cancel(number))
            except OSError:
                # It died in between; the next request finds that out.
                return

    def receive(self, seconds: float) -> FromWorker | None:
        """The next message, or None where there is none for so many seconds.

        Raises:
            RenderError: it died; the hint quotes its last words.
        """
        try:
            return self._line.recv() if self._line.poll(seconds) else None
        except (EOFError, OSError) as error:
            raise self._death() from error

    def end(self) -> None:
        """Ends it, at once if it is idle, and after a moment in any case."""
        self._line.close()
        self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()

    def _death(self) -> RenderError:
        self._process.join(_PATIENCE)
        words = last_words(self._log, self._written)
        quoted = f"; its last words, in {str(self._log)!r}: {words}" if words else ""
        return RenderError(
            f"the renderer's process {_how(self._process.exitcode)}",
            hint="finished stills are kept; run `storyreel render` on the project to resume"
            + quoted,
        )


def _how(code: int | None) -> str:
    if code is None or code >= 0:
        return "ended early"
    # What systems send where memory is short, and hardly anything else does.
    memory = " (is there enough memory?)" if -code == 9 else ""
    return f"was ended by signal {-code}{memory}"


@contextmanager
def _interrupts_held() -> Generator[None]:
    """Starts children that never see Ctrl-C, not even before they can say that they ignore it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
