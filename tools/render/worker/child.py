"""The worker's side: one renderer, one request at a time."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from contextlib import closing
from multiprocessing.connection import Connection
from queue import SimpleQueue

from schemas.errors import RenderError, StoryreelError
from tools.render.port import Renderer
from tools.render.worker.messages import Cancel, Ended, Failed, FromWorker, Render, Told, ToWorker


class _Inbox:
    """Requests to do, and the number of the last one that was cancelled."""

    def __init__(self, connection: Connection[FromWorker, ToWorker]) -> None:
        self.requests: SimpleQueue[Render] = SimpleQueue()
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
                case Render():
                    self.requests.put(message)
                case Cancel(number):
                    self.cancelled = number


def serve(make: Callable[[], Renderer], connection: Connection[FromWorker, ToWorker]) -> None:
    """Renders what comes over `connection`, until its other end closes.

    Args:
        make: makes the renderer; weights stay loaded between requests.
        connection: takes `ToWorker` and gives `FromWorker`.
    """
    # Ctrl-C reaches every process of the terminal; the chat decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    inbox = _Inbox(connection)
    renderer = make()
    while True:
        asked = inbox.requests.get()
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
