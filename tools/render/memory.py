"""Telling that memory ran out, where it did, and how much was used."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Literal

Place = Literal["load", "denoise", "decode"]
"""Where a renderer takes much memory."""


class MemoryShort(Exception):
    """Memory ran out where less of it may do; never leaves the renderer.

    Attributes:
        place: where it was.
    """

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.place: Place = place


@contextmanager
def memory_watched(place: Place) -> Generator[None]:
    """Gives one name to what Python and torch raise when memory runs out inside the block.

    Raises:
        MemoryShort: memory ran out.
    """
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not _tells_of_memory(error):
            raise
        raise MemoryShort(place) from error


def _tells_of_memory(error: MemoryError | RuntimeError) -> bool:
    if isinstance(error, MemoryError):
        return True
    # By name, because importing torch takes seconds. Its allocator of the CPU raises a plain
    # RuntimeError, and only the text tells.
    return type(error).__name__ == "OutOfMemoryError" or "allocate memory" in str(error)


def peak_memory() -> int | None:
    """The most bytes that this process has held in main memory; None where no one keeps count."""
    try:
        import resource
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
