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

from schemas.takes import Manifest, TakeFrame

LONGEST = 600.0
CHAT = "from tui.cli import run; run()"
_SIZE = {"COLUMNS", "LINES"}
OTHER = """
[endpoints.mine]
base_url = "http://127.0.0.1:9/v1"
model = "any"
"""

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
        self.rows = rows
        self._size = ("-x", str(columns), "-y", str(rows))

    def start(self, *words: str, editor: str = "false") -> None:
        """Starts `storyreel WORDS` in the window, with `editor` as $VISUAL."""
        names = {
            "STORYREEL_HOME": self._home,
            "STORYREEL_FRAMES": 2,
            "HF_HUB_OFFLINE": 1,
            "VISUAL": editor,
        }
        settings = [word for name, value in names.items() for word in ("-e", f"{name}={value}")]
        program = [sys.executable, "-P", "-c", CHAT, *words]
        self._run("new-session", "-d", *self._size, *settings, *program)

    def write(self, text: str) -> None:
        """Types `text`."""
        self._run("send-keys", "-l", text)

    def type(self, text: str) -> None:
        """Types `text` and sends it."""
        self.write(text)
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
        # Given, because readline, which pytest loads, adds the size of pytest's own terminal.
        environ = {name: os.environ[name] for name in os.environ if name not in _SIZE}
        done = subprocess.run(command, capture_output=True, text=True, check=check, env=environ)
        return done.stdout


@pytest.fixture(params=[(120, 40), (80, 24)], ids=str)
def tmux(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tmux]:
    window = Tmux(tmp_path / "tmux", tmp_path / "home", *request.param)
    yield window
    window.close()


def test_the_main_job_in_a_terminal(tmux: Tmux, tmp_path: Path) -> None:
    tmux.start()
    screen = tmux.until(lambda screen: "Type a premise" in screen, "the greeting")
    assert "director pocket" in screen.split("\n")[tmux.rows - 1]
    assert not (tmp_path / "home" / "data").exists()
    tmux.type("a fox finds a lantern")
    for number in (1, 2):
        tmux.until(lambda screen, n=number: f" {n}  " in screen, f"frame {number} of the script")
    tmux.until(lambda screen: "2 frames in" in screen, "the end of the turn")
    tmux.until(lambda screen: "1 ✓ fresh" in screen and "2 ✓ fresh" in screen, "both panels")
    tmux.until(lambda screen: "frame 1/2" in screen and "▀" in screen, "the clip")
    tmux.until(lambda screen: "frame 2/2" in screen, "the clip playing")
    tmux.type("make frame 2 darker")
    screen = tmux.until(lambda screen: "2 ✓ fresh ◑" in screen, "the second panel, graded")
    assert "1 ✓ fresh ◑" not in screen
    tmux.until(lambda screen: "brightness" in screen, "the measured change")
    first, second = takes_of(tmp_path)
    assert second[0].sha256 == first[0].sha256
    assert second[1].luma < 0.95 * first[1].luma
    tmux.type("/undo")
    tmux.until(lambda screen: "revision 3" in screen and "◑" not in screen, "the undo")
    leave(tmux)
    (tmp_path / "home" / "config").mkdir(parents=True, exist_ok=True)
    (tmp_path / "home" / "config" / "config.toml").write_text(OTHER, encoding="utf-8")
    tmux.start("--continue")
    come_back(tmux)
    tmux.type("/director mine")
    tmux.until(lambda screen: "director mine" in screen, "the other director")
    leave(tmux)
    tmux.start("--continue")
    come_back(tmux)
    tmux.until(lambda screen: "director mine" in screen, "the other director again")


def test_the_prompt_goes_to_the_users_editor_and_comes_back(tmux: Tmux, tmp_path: Path) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text(
        'echo "the editor has the terminal"\nread -r line\nprintf " and a $line" >> "$1"\n',
        encoding="utf-8",
    )
    tmux.start(editor=f"sh {editor}")
    tmux.until(lambda screen: "Type a premise" in screen, "the greeting")
    tmux.write("a fox")
    tmux.press("C-g")
    tmux.until(lambda screen: "the editor has the terminal" in screen, "the editor")
    tmux.write("lantern")
    tmux.press("Enter")
    screen = tmux.until(lambda screen: "a fox and a lantern" in screen, "what the editor wrote")
    assert "Type a premise" in screen
    tmux.write(" at night")
    tmux.until(lambda screen: "a fox and a lantern at night" in screen, "what is typed afterwards")
    leave(tmux)


def leave(tmux: Tmux) -> None:
    """Quits, and waits for the end."""
    tmux.press("C-q")
    tmux.until(lambda screen: not screen.strip(), "the end")


def come_back(tmux: Tmux) -> None:
    """Waits for everything that there was: talk, script, stills and clip."""
    tmux.until(lambda screen: "make frame 2 darker" in screen, "the talk")
    tmux.until(lambda screen: "revision 3" in screen, "the revision")
    tmux.until(lambda screen: "1 ✓ fresh" in screen and "2 ✓ fresh" in screen, "the panels")
    tmux.until(lambda screen: "frame 1/2" in screen and "▀" in screen, "the clip")


def takes_of(folder: Path) -> list[tuple[TakeFrame, ...]]:
    """The frames of every take of the one project below `folder`, the oldest take first."""
    manifests = sorted(folder.glob("home/data/projects/*/takes/*/manifest.json"))
    return [Manifest.model_validate_json(path.read_bytes()).frames for path in manifests]
