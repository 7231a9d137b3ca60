"""The worker's side: one renderer, one request at a time."""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue

from schemas.errors import RenderError, StoryreelError
from tools.render.port import Renderer
from tools.render.worker.log import write_to_log
from tools.render.worker.messages import (
    Cancel,
    Ended,
    Failed,
    FromWorker,
    Make,
    Render,
    Told,
    ToWorker,
    Warm,
)

_NICENESS = 10
"""How far the worker stands back, so that typing stays smooth while all cores render."""


class _Inbox:
    """What there is to do, and the number of the last request that was cancelled."""

    def __init__(self, connection: Connection[FromWorker, ToWorker]) -> None:
        self.tasks: SimpleQueue[Warm | Render] = SimpleQueue()
        self.cancelled = 0
        self._connection = connection
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                message = self._connection.recv()
            except (EOFError, OSError):
                # The chat is gone; nobody is left to render for, not even to the step's end.
                os._exit(0)
            match message:
                case Cancel(number):
                    self.cancelled = number
                case Warm() | Render():
                    self.tasks.put(message)
                case Make():
                    raise TypeError("a worker makes one renderer only")


def serve(connection: Connection[FromWorker, ToWorker], log: Path) -> None:
    """Renders what comes over `connection`, until its other end closes.

    Args:
        connection: takes `ToWorker`, of which `Make` comes first, and gives `FromWorker`. Weights
            stay loaded between requests.
        log: takes what this process writes on stdout and stderr, the stack of a crash too.
    """
    # Ctrl-C reaches every process of the terminal; the chat decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    write_to_log(log)
    faulthandler.enable()
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    first = connection.recv()
    if not isinstance(first, Make):
        raise TypeError(f"the first message must be Make, got {type(first).__name__}")
    renderer = first.make()
    inbox = _Inbox(connection)
    while True:
        match inbox.tasks.get():
            case Warm():
                renderer.warm()
            case asked:
                try:
                    connection.send(_render(renderer, asked, inbox, connection))
                except OSError:
                    return


def _render(
    renderer: Renderer,
    asked: Render,
    inbox: _Inbox,
    connection: Connection[FromWorker, ToWorker],
) -> Failed | Ended:
    try:
        with closing(renderer.render(asked.request)) as events:
            while inbox.cancelled < asked.number:
                event = next(events, None)
                if event is None:
                    break
                connection.send(Told(asked.number, event))
    except StoryreelError as error:
        return Failed(asked.number, type(error), error.message, error.hint)
    except Exception as error:
        message = f"the renderer failed: {type(error).__name__}: {error}"
        hint = "run `storyreel render` on the project to try again, or choose another renderer"
        return Failed(asked.number, RenderError, message, hint)
    return Ended(asked.number)
