"""Starting child processes while something else stands in the place of stderr."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager, redirect_stderr


@contextmanager
def true_stderr() -> Generator[None]:
    """Around the start of a process: has `sys.stderr` be a file, as multiprocessing wants it.

    A chat puts there what takes prints off the screen; asked for its file number it says -1, and
    multiprocessing, which hands that number on when it starts its first process, fails.
    """
    with redirect_stderr(sys.__stderr__):
        yield
