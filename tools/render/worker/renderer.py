"""The chat's side: a renderer whose work is done in a child process."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path

from schemas.render import Capabilities, RenderEvent, RenderRequest, Working
from tools.render.port import Renderer
from tools.render.worker.messages import Ended, Failed, Render, Told, Warm
from tools.render.worker.process import Worker

_SILENCE = 0.4
"""Seconds without a word from the worker after which the caller gets one."""


class WorkerRenderer:
    """Draws what the renderer that `make` gives would draw, in a process of its own.

    The process starts with the first request, keeps its weights for the next, and ends with this
    one's process however that ends. Where it dies, the request ends by a RenderError and the next
    starts another. Torch is never imported here.

    One request at a time, all from one thread; `close` may come from any once that one is done.
    """

    def __init__(self, make: Callable[[], Renderer], log: Path) -> None:
        """Starts nothing yet.

        Args:
            make: makes the renderer; called here, now, for its capabilities, and in the child for
                its stills, so it has to survive pickling, and making must cost nothing.
            log: takes what the process writes on stdout and stderr; created when it starts.
        """
        self._make = make
        self._log = log
        self._asked = 0
        self._worker: Worker | None = None
        self._here = make()

    def capabilities(self) -> Capabilities:
        """See `Renderer`; also raises ModelMissing."""
        return self._here.capabilities()

    def warm(self) -> None:
        """Starts the process, which imports what drawing needs while the caller goes on."""
        self._running().send(Warm())

    def render(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        """See `Renderer`.

        A word comes at least twice a second: `Working`, where there is no other. Closing returns
        at once; the worker stops before its next denoising step.
        """
        worker = self._running()
        self._asked += 1
        number = self._asked
        worker.send(Render(number, request))
        try:
            yield from _follow(worker, number)
        finally:
            # Where the request is over this changes nothing.
            worker.cancel(number)

    def close(self) -> None:
        """Ends the child process, if there is one."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    def _running(self) -> Worker:
        if self._worker is None or not self._worker.alive:
            self.close()
            self._worker = Worker(self._make, self._log)
        return self._worker


def _follow(worker: Worker, number: int) -> Generator[RenderEvent, None, None]:
    while True:
        message = worker.receive(_SILENCE)
        if message is None:
            yield Working()
            continue
        if message.number != number:
            # What a cancelled request had still under way.
            continue
        match message:
            case Told(_, event):
                yield event
            case Failed(_, error, text, hint):
                raise error(text, hint=hint)
            case Ended():
                return
