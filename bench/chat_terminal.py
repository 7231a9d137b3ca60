"""A pseudo-terminal for bench.chat: types, reads, and takes the time."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psutil

STORYREEL = ("-P", "-c", "from tui.cli import run; run()")
"""Python's arguments for the command."""

GREETING = "Type a premise"
"""What the chat says as soon as it is there."""

_PATIENCE = 600.0
_KEPT = 1_000_000
"""Bytes that are kept of what was written, at least."""


class Terminal:
    """A terminal with a program in it; it takes everything and answers nothing.

    Args:
        process: id of the program's process.
        descriptor: the terminal's own end.
    """

    def __init__(self, process: int, descriptor: int) -> None:
        self._process = psutil.Process(process)
        self._descriptor = descriptor
        self._written = b""

    @property
    def cpu_seconds(self) -> float:
        """What the program has used so far, in all its threads; not its children."""
        spent = self._process.cpu_times()
        return spent.user + spent.system

    def send(self, text: str) -> None:
        """Types `text`."""
        os.write(self._descriptor, text.encode())

    def wait_for(self, text: str) -> float:
        """Reads until `text` is written anew; returns the seconds that took.

        Raises:
            TimeoutError: it never was, or the program has ended.
        """
        started, seen = time.perf_counter(), b""
        while time.perf_counter() - started < _PATIENCE:
            seen = (seen + self._read(0.2))[-100_000:]
            if text.encode() in seen:
                return time.perf_counter() - started
        raise TimeoutError(f"{text!r} never appeared")

    def has_written(self, text: str) -> bool:
        """Whether `text` was written, not long ago."""
        return text.encode() in self._written

    def drain(self, seconds: float) -> None:
        """Reads whatever comes until nothing has come for `seconds`, or for 4 times as long."""
        end = time.perf_counter() + 4 * seconds
        while time.perf_counter() < end and self._read(seconds):
            pass

    def read_to_end(self) -> None:
        """Reads until the program ends."""
        try:
            while True:
                self._read(1.0)
        except TimeoutError:
            return

    def _read(self, seconds: float) -> bytes:
        if not select.select([self._descriptor], [], [], seconds)[0]:
            return b""
        try:
            more = os.read(self._descriptor, 1 << 16)
        except OSError as error:
            raise TimeoutError("the program has ended") from error
        self._written = (self._written + more)[-2 * _KEPT :]
        return more


@contextmanager
def terminal(home: Path, *words: str, columns: int = 120, rows: int = 50) -> Generator[Terminal]:
    """Runs `python WORDS` in a terminal of its own; ends it afterwards."""
    environ = os.environ | {
        "STORYREEL_HOME": str(home),
        "STORYREEL_FRAMES": "8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
    process, descriptor = pty.fork()
    if process == 0:
        os.execve(sys.executable, [sys.executable, *words], environ)
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    try:
        yield Terminal(process, descriptor)
    finally:
        os.kill(process, 9)
        os.waitpid(process, 0)
        os.close(descriptor)
