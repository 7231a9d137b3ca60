"""How many threads torch may use for a while."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import torch


@contextmanager
def limited_to(threads: int) -> Generator[None]:
    """Lets torch use `threads` threads, and as many as before afterwards.

    Decoding with a small model is bound by memory and made of thousands of short operations. On a
    machine with other work the threads wait for each other at the end of each of them: on two
    shared cores, two threads were four times as slow as one.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)
