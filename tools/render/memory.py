"""Telling that memory ran out."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from schemas.errors import OutOfMemory


@contextmanager
def memory_errors_named(task: str) -> Generator[None]:
    """Turns what Python and torch raise when memory runs out into an error that can be shown.

    Args:
        task: what the memory was for, as in "not enough memory to ...".

    Raises:
        OutOfMemory: memory ran out inside the block.
    """
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        # torch's allocator of the CPU raises a plain RuntimeError; only its text tells.
        if isinstance(error, RuntimeError) and "allocate memory" not in str(error):
            raise
        raise OutOfMemory(
            f"not enough memory to {task}",
            hint="close other programs, or choose a smaller size or a smaller renderer",
        ) from error
