"""The rungs below and above half-blocks: programs of this machine that show a clip better."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from schemas.errors import UsageError

_IN_TERMINAL = (("mpv", "--really-quiet", "--vo=tct"), ("timg", "-V"))
"""Players that draw in the terminal, the best first."""


@dataclass(frozen=True)
class Outside:
    """A program that can show a clip.

    Attributes:
        words: the program and its arguments; the clip comes behind them.
        takes_terminal: whether it draws in this terminal, so that the app has to step aside.
    """

    words: tuple[str, ...]
    takes_terminal: bool

    @property
    def name(self) -> str:
        """What the program is called."""
        return Path(self.words[0]).stem


def players(environ: Mapping[str, str]) -> tuple[Outside, ...]:
    """The programs that can show a clip here, the best first; often none.

    Args:
        environ: the process's variables: PATH, and DISPLAY or WAYLAND_DISPLAY for a desktop.
    """
    found: list[Outside] = []
    opener = _desktop_opener(environ)
    if opener is not None:
        found.append(Outside((opener,), takes_terminal=False))
    for program, *options in _IN_TERMINAL:
        path = shutil.which(program, path=environ.get("PATH", ""))
        if path is not None:
            found.append(Outside((path, *options), takes_terminal=True))
    return tuple(found)


def best_player(environ: Mapping[str, str], path: Path) -> Outside:
    """The program to show the clip at `path` with.

    Raises:
        UsageError: there is none.
    """
    found = players(environ)
    if not found:
        raise UsageError(
            f"no other player was found for {str(path)!r}",
            hint="open that file yourself, or install mpv; `storyreel doctor` tells more",
        )
    return found[0]


def show(player: Outside, path: Path, suspend: Callable[[], AbstractContextManager[None]]) -> None:
    """Shows a clip with `player`; waits for its end if it takes the terminal.

    Args:
        player: one of `players`.
        path: the clip.
        suspend: gives the terminal away for a while; may raise what it likes.

    Raises:
        UsageError: the program cannot be started.
    """
    words, quiet = [*player.words, str(path)], subprocess.DEVNULL
    try:
        if player.takes_terminal:
            with suspend():
                subprocess.run(words, check=False)
        else:
            opened = subprocess.Popen(
                words, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
            )
            # A thread that takes note of its end, so that it does not stay behind as a zombie.
            threading.Thread(target=opened.wait, daemon=True).start()
    except OSError as error:
        raise UsageError(
            f"{player.name} cannot show {str(path)!r}: {error}", hint="open that file yourself"
        ) from error


def rungs(environ: Mapping[str, str]) -> str:
    """One line: how clips can be shown here, for `doctor`."""
    found = [
        f"{player.name} ({'in the terminal' if player.takes_terminal else 'in a window'})"
        for player in players(environ)
    ]
    outside = f"o opens them with {', '.join(found)}" if found else "no other player was found"
    return f"clips play in half-blocks; {outside}"


def _desktop_opener(environ: Mapping[str, str]) -> str | None:
    path = environ.get("PATH", "")
    if sys.platform == "darwin":
        return shutil.which("open", path=path)
    if "SSH_CONNECTION" in environ or not (
        environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    ):
        return None
    return shutil.which("xdg-open", path=path)
