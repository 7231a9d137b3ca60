"""Writing down what directors use, as it is used."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from typing import TypeVar

from schemas.events import Event, UsageCounted
from schemas.usage import Usage

T = TypeVar("T")


def metered(
    work: Generator[Event, None, T], record: Callable[[Usage], None]
) -> Generator[Event, None, T]:
    """Passes the events of `work` on, and has each answer's usage recorded.

    At once, because tokens are spent also where the turn fails or is stopped after them.
    """
    with closing(work):
        while True:
            try:
                event = next(work)
            except StopIteration as done:
                return done.value
            if isinstance(event, UsageCounted):
                record(event.usage)
            yield event
