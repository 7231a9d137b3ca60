"""What crosses between the chat's process and the worker's."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from schemas.errors import StoryreelError
from schemas.render import RenderEvent, RenderRequest
from tools.render.port import Renderer


class Make(NamedTuple):
    """To the worker, first of all: how to make the renderer."""

    make: Callable[[], Renderer]


class Warm(NamedTuple):
    """To the worker: get ready for a request."""


class Render(NamedTuple):
    """To the worker: render. Requests are numbered from 1."""

    number: int
    request: RenderRequest


class Cancel(NamedTuple):
    """To the worker: stop that request before its next denoising step."""

    number: int


class Told(NamedTuple):
    """From the worker: an event of a request."""

    number: int
    event: RenderEvent


class Failed(NamedTuple):
    """From the worker: a request ended by an error, in the parts that can cross."""

    number: int
    error: type[StoryreelError]
    message: str
    hint: str


class Ended(NamedTuple):
    """From the worker: a request is over, to its end or cancelled."""

    number: int


ToWorker = Make | Warm | Render | Cancel
FromWorker = Told | Failed | Ended
