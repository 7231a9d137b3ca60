"""The chat's side: a renderer whose work is done in a child process."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Generator
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from schemas.errors import RenderError
from schemas.render import Capabilities, RenderEvent, RenderRequest
from tools.render.port import Renderer
from tools.render.worker.child import serve
from tools.render.worker.messages import Cancel, Ended, Failed, FromWorker, Render, Told, ToWorker

_PATIENCE = 5.0
"""Seconds that a worker gets to go by itself before it is killed."""


class WorkerRenderer:
    """Draws what the renderer that `make` gives would draw, in a process of its own.

    The process starts with the first request, keeps its weights for the next, and ends with this
    one's process however that ends. Where it dies, the request ends by a RenderError and the next
    starts another. Torch is never imported here.
    """

    def __init__(self, make: Callable[[], Renderer]) -> None:
        """Starts nothing yet.

        Args:
            make: makes the renderer; called here for its capabilities and in the child for its
                stills, so it has to survive pickling, and making must cost nothing.
        """
        self._make = make
        self._asked = 0
        self._worker: _Worker | None = None

    def capabilities(self) -> Capabilities:
        """See `Renderer`; also raises ModelMissing."""
        return self._make().capabilities()

    def render(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        """See `Renderer`.

        Closing returns at once; the worker stops before its next denoising step.
        """
        if self._worker is None or not self._worker.alive:
            self.close()
            self._worker = _Worker(self._make)
        worker = self._worker
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


def _follow(worker: _Worker, number: int) -> Generator[RenderEvent, None, None]:
    while True:
        message = worker.receive()
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


class _Worker:
    """A running child process and the line to it."""

    def __init__(self, make: Callable[[], Renderer]) -> None:
        # Spawned, not forked: a fork of a process with threads, as a chat is, may hang.
        context = multiprocessing.get_context("spawn")
        # Typed as another class on Windows; of both only send, recv and close are used.
        ends: Any = context.Pipe()
        ours: Connection[ToWorker, FromWorker] = ends[0]
        theirs: Connection[FromWorker, ToWorker] = ends[1]
        self._line = ours
        self._process: SpawnProcess = context.Process(
            target=serve, args=(make, theirs), name="storyreel renderer", daemon=True
        )
        self._process.start()
        # Held by the child alone, so that its death is seen as the line's end.
        theirs.close()

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def send(self, message: ToWorker) -> None:
        try:
            self._line.send(message)
        except OSError as error:
            raise self._death() from error

    def cancel(self, number: int) -> None:
        if self.alive:
            try:
                self._line.send(Cancel(number))
            except OSError:
                # It died in between; the next request finds that out.
                return

    def receive(self) -> FromWorker:
        try:
            return self._line.recv()
        except (EOFError, OSError) as error:
            raise self._death() from error

    def end(self) -> None:
        self._line.close()
        self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()

    def _death(self) -> RenderError:
        self._process.join(_PATIENCE)
        code = self._process.exitcode
        how = f"was ended by signal {-code}" if code is not None and code < 0 else "ended early"
        return RenderError(
            f"the renderer's process {how}",
            hint="finished stills are kept; run `storyreel render` on the project to resume",
        )
