"""The chat in a real terminal with the real pocket pair: tmux at two sizes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

LONGEST = 600.0
CHAT = (
    "from argparse import Namespace; from tui.commands.chat import run; "
    "run(Namespace(latest={latest}, open=None))"
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux"),
]


class Tmux:
    """A tmux server of its own with one window."""

    def __init__(self, socket: Path, home: Path, columns: int, rows: int) -> None:
        self._socket = str(socket)
        self._home = home
        self._size = ("-x", str(columns), "-y", str(rows))

    def start(self, *, latest: bool) -> None:
        """Starts the chat in the window."""
        names = {"STORYREEL_HOME": self._home, "STORYREEL_FRAMES": 2, "HF_HUB_OFFLINE": 1}
        settings = [word for name, value in names.items() for word in ("-e", f"{name}={value}")]
        program = [sys.executable, "-c", CHAT.format(latest=latest)]
        self._run("new-session", "-d", *self._size, *settings, *program)

    def type(self, text: str) -> None:
        """Types `text` and sends it."""
        self._run("send-keys", "-l", text)
        self.until(lambda screen: text in screen, f"{text!r} in the prompt")
        self._run("send-keys", "Enter")

    def press(self, key: str) -> None:
        """Presses one key, by tmux's name of it."""
        self._run("send-keys", key)

    def screen(self) -> str:
        """What the window shows; nothing once its program has ended."""
        return self._run("capture-pane", "-p", check=False)

    def until(self, condition: Callable[[str], bool], what: str) -> str:
        """Waits until the window shows what is waited for."""
        started = time.monotonic()
        while not condition(screen := self.screen()):
            assert time.monotonic() - started < LONGEST, f"never saw {what} in\n{screen}"
            time.sleep(0.1)
        return screen

    def close(self) -> None:
        """Ends the server and what runs in it."""
        self._run("kill-server", check=False)

    def _run(self, *words: str, check: bool = True) -> str:
        command = ["tmux", "-S", self._socket, "-f", os.devnull, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=check)
        return done.stdout


@pytest.fixture(params=[(120, 40), (80, 24)], ids=str)
def tmux(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tmux]:
    window = Tmux(tmp_path / "tmux", tmp_path / "home", *request.param)
    yield window
    window.close()


def test_premise_request_undo_quit_and_continue(tmux: Tmux) -> None:
    tmux.start(latest=False)
    tmux.until(lambda screen: "Type a premise" in screen, "the greeting")
    tmux.type("a fox finds a lantern")
    tmux.until(lambda screen: "writing frame" in screen or "wrote" in screen, "the writing")
    tmux.until(lambda screen: "2 frames in" in screen, "the end of the turn")
    tmux.until(lambda screen: "frame 1/2" in screen and "▀" in screen, "the clip")
    tmux.until(lambda screen: "frame 2/2" in screen, "the clip playing")
    tmux.type("make frame 2 darker")
    screen = tmux.until(lambda screen: "brightness" in screen, "the measured change")
    assert "to render 0, to reuse 2" in screen
    tmux.type("/undo")
    tmux.until(lambda screen: "revision 3" in screen and "Undone" in screen, "the undo")
    tmux.press("C-q")
    tmux.until(lambda screen: not screen.strip(), "the end")
    tmux.start(latest=True)
    screen = tmux.until(lambda screen: "Undone" in screen or "revision 3" in screen, "the project")
    tmux.until(lambda screen: "frame 1/2" in screen, "the clip again")
    assert "make frame 2 darker" in tmux.screen()
