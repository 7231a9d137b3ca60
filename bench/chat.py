"""Figures of the chat, measured in a terminal: `python -m bench.chat [--json]`."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

KEYSTROKES = 60
_PATIENCE = 600.0
_CHAT = (
    "from argparse import Namespace; from tui.commands.chat import run; "
    "run(Namespace(latest=False, open=None))"
)


class Terminal:
    """A pseudo-terminal with a program in it; it takes everything and answers nothing."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.started = time.perf_counter()

    def send(self, text: str) -> None:
        """Types `text`."""
        os.write(self._descriptor, text.encode())

    def wait_for(self, text: str) -> float:
        """Reads until `text` was written; returns the seconds that took.

        Raises:
            TimeoutError: it never was, or the program has ended.
        """
        started, seen = time.perf_counter(), b""
        while time.perf_counter() - started < _PATIENCE:
            seen = (seen + self._read(0.2))[-100_000:]
            if text.encode() in seen:
                return time.perf_counter() - started
        raise TimeoutError(f"{text!r} never appeared")

    def drain(self, seconds: float) -> None:
        """Reads whatever comes until nothing has come for `seconds`, or for 20 times as long."""
        end = time.perf_counter() + 20 * seconds
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
            return os.read(self._descriptor, 1 << 16)
        except OSError as error:
            raise TimeoutError("the program has ended") from error


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
        yield Terminal(descriptor)
    finally:
        os.kill(process, 9)
        os.waitpid(process, 0)
        os.close(descriptor)


def scene(name: str) -> dict[str, float]:
    """The figures that a scene of bench.chat_scenes writes."""
    with tempfile.TemporaryDirectory() as folder:
        with terminal(Path(folder), "-m", "bench.chat_scenes", name, folder) as running:
            running.read_to_end()
        figures: dict[str, float] = json.loads(Path(folder, "figures.json").read_text("utf-8"))
    return figures


def first_paint() -> float:
    """Seconds from the start of the process to the greeting; the fastest of three starts."""
    with tempfile.TemporaryDirectory() as folder:
        return min(_greeting(Path(folder)) for _ in range(3))


def _greeting(home: Path) -> float:
    with terminal(home, "-c", _CHAT) as running:
        return running.wait_for("Type a premise")


def opening() -> float:
    """Seconds from the start of the process to the end of 10,000 messages on the screen."""
    with (
        tempfile.TemporaryDirectory() as folder,
        terminal(Path(folder), "-m", "bench.chat_scenes", "long", folder) as running,
    ):
        return running.wait_for("the-last-message")


def latencies() -> dict[str, float]:
    """95th percentile of key to paint, idle and while the pocket renderer works, milliseconds."""
    with (
        tempfile.TemporaryDirectory() as folder,
        terminal(Path(folder), "-c", _CHAT) as running,
    ):
        running.wait_for("Type a premise")
        running.drain(0.5)
        idle = _typed(running)
        running.send("\t\r")
        running.wait_for("rendering")
        busy = _typed(running)
    return {"latency_idle_p95_ms": idle, "latency_busy_p95_ms": busy}


def _typed(running: Terminal) -> float:
    """Types capital letters one by one, waits for each, and takes them all away again."""
    spent: list[float] = []
    for number in range(KEYSTROKES):
        letter = chr(ord("\u00c0") + number % 23)
        running.send(letter)
        spent.append(1000 * running.wait_for(letter))
        running.send("\x7f")
        running.drain(0.05)
    return statistics.quantiles(spent, n=20)[-1]


def main() -> None:
    """Prints the figures, as one JSON document with --json."""
    figures = {
        **scene("player"),
        **latencies(),
        "first_paint_s": first_paint(),
        "open_10k_s": opening(),
        **scene("memory"),
    }
    rounded = {name: round(value, 3) for name, value in figures.items()}
    if "--json" in sys.argv[1:]:
        print(json.dumps(rounded))
    else:
        for name, value in rounded.items():
            print(f"{name:22} {value:10.3f}")


if __name__ == "__main__":
    main()
