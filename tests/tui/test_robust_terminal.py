"""Terminals that are odd, missing or gone: the real command in a pseudo-terminal."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-P", "-c", "from tui.cli import run; run()"]
LONGEST = 100.0


class InTerminal:
    """The chat in a terminal of its own."""

    def __init__(self, home: Path, **variables: str) -> None:
        plain = {name: value for name, value in os.environ.items() if name not in _ABOUT_TERMINALS}
        self._process, self._descriptor = pty.fork()
        if self._process == 0:
            # A test run that outlives its own terminal ignores this signal, and so would the chat.
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
            environ = {**plain, "STORYREEL_HOME": str(home), **variables}
            os.execve(PROGRAM[0], PROGRAM, environ)
        self.seen = b""
        self.code: int | None = None

    def until(self, text: bytes) -> None:
        """Reads until `text` was written."""
        started = time.monotonic()
        while text not in self.seen:
            assert time.monotonic() - started < LONGEST, self.seen[-2000:]
            assert self._read(), f"ended before {text!r}: {self.seen[-2000:]!r}"

    def type(self, keys: bytes) -> None:
        os.write(self._descriptor, keys)

    def send(self, number: signal.Signals) -> None:
        os.kill(self._process, number)

    def hang_up(self) -> None:
        """Closes the terminal, as its window's button does."""
        os.close(self._descriptor)
        self._descriptor = -1

    def wait(self) -> int:
        """Reads what is left; returns the exit code."""
        if self.code is None:
            while self._descriptor >= 0 and self._read():
                pass
            self.code = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
        return self.code

    def close(self) -> None:
        if self.code is None:
            self.send(signal.SIGKILL)
            self.wait()
        if self._descriptor >= 0:
            os.close(self._descriptor)

    def _read(self) -> bool:
        if not select.select([self._descriptor], [], [], LONGEST)[0]:
            return False
        try:
            more = os.read(self._descriptor, 1 << 16)
        except OSError:
            return False
        self.seen += more
        return bool(more)


_ABOUT_TERMINALS = {"TERM", "COLORTERM", "NO_COLOR", "COLUMNS", "LINES", "TERM_PROGRAM"}


@pytest.fixture
def chats() -> Iterator[list[InTerminal]]:
    started: list[InTerminal] = []
    yield started
    for each in started:
        each.close()


@pytest.mark.parametrize("term", ["banana", "dumb", ""])
def test_an_unknown_terminal_shows_the_chat(
    term: str, tmp_path: Path, chats: list[InTerminal]
) -> None:
    chat = InTerminal(tmp_path, **({"TERM": term} if term else {}))
    chats.append(chat)
    chat.until(b"Type a premise")
    chat.type(b"\x11")
    assert chat.wait() == 0
    assert b"Traceback" not in chat.seen


def test_without_colour_everything_is_grey(tmp_path: Path, chats: list[InTerminal]) -> None:
    chat = InTerminal(tmp_path, TERM="xterm-256color", COLORTERM="truecolor", NO_COLOR="1")
    chats.append(chat)
    chat.until(b"Type a premise")
    chat.type(b"\x11")
    assert chat.wait() == 0
    colours = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", chat.seen)
    assert colours
    assert all(red == green == blue for red, green, blue in colours)


def test_asked_to_end_it_leaves_the_terminal_as_it_was(
    tmp_path: Path, chats: list[InTerminal]
) -> None:
    chat = InTerminal(tmp_path, TERM="xterm-256color")
    chats.append(chat)
    chat.until(b"Type a premise")
    chat.send(signal.SIGTERM)
    assert chat.wait() == 130
    assert b"Traceback" not in chat.seen
    end = chat.seen[chat.seen.rindex(b"\x1b[?1049l") :]
    assert b"\x1b[?25h" in end
    assert b"--continue" in end


def test_it_ends_when_its_terminal_is_closed(tmp_path: Path, chats: list[InTerminal]) -> None:
    chat = InTerminal(tmp_path, TERM="xterm-256color")
    chats.append(chat)
    chat.until(b"Type a premise")
    chat.hang_up()
    assert chat.wait() == -signal.SIGHUP


@pytest.mark.parametrize("closing", ["<&-", "</dev/null"])
def test_without_stdin_it_says_what_to_use_instead(closing: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" "$@" {closing}', *PROGRAM],
        env={**os.environ, "STORYREEL_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert "storyreel make" in done.stderr
    assert "Traceback" not in done.stderr
