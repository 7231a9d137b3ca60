"""The ffmpeg program: finding it, feeding it, ending it, and learning why it failed."""

from __future__ import annotations

import errno
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import imageio_ffmpeg

from schemas.errors import RenderError, StoryreelError
from tools.disk import disk_error

_QUIET = ("-hide_banner", "-nostdin", "-loglevel", "error", "-nostats")
_FULL = {
    "No space left on device": errno.ENOSPC,
    "Disk quota exceeded": errno.EDQUOT,
    "File too large": errno.EFBIG,
}
_REMEMBERED = 4000
"""Bytes of its messages that are kept, from the end."""


class Ffmpeg:
    """A running ffmpeg that reads its standard input. A context manager: leaving it ends it."""

    def __init__(self, arguments: Sequence[str], target: Path) -> None:
        """Starts it.

        Args:
            arguments: its command line, without the program.
            target: the file to name in errors.

        Raises:
            RenderError: there is no ffmpeg, or it cannot be started.
        """
        self._target = target
        self._process = _started([_program(), *_QUIET, *arguments])
        self._said = b""
        # A pipe that nobody empties would stop it; a file may find no room on a full disk.
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._close_input()
        self._process.wait()
        self._listener.join()
        assert self._process.stderr is not None
        self._process.stderr.close()

    def feed(self, content: bytes) -> bool:
        """Whether it took `content`. If not, it has ended, and `finish` says why."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(content)
        except OSError:
            # A closed pipe is EPIPE, on Windows EINVAL; a pipe fails for no other reason.
            return False
        return True

    def finish(self) -> None:
        """Tells it that its input is complete, and waits until it is done.

        Raises:
            DiskFull: the disk took no more.
            RenderError: it failed for another reason.
        """
        self._close_input()
        code = self._process.wait()
        self._listener.join()
        if code != 0:
            raise self._failure(code)

    def _close_input(self) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._said = (self._said + line)[-_REMEMBERED:]

    def _failure(self, code: int) -> StoryreelError:
        said = self._said.decode("utf-8", errors="replace").strip()
        for words, number in _FULL.items():
            if words in said:
                return disk_error(OSError(number, words), self._target)
        reason = " / ".join(said.splitlines()[-3:]) or "it said nothing"
        return RenderError(
            f"ffmpeg failed with exit code {code} on {self._target.name!r}: {reason}",
            hint="run `storyreel render` on the project to try again",
        )


def _started(command: list[str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            # Python ignores SIGXFSZ, and so shall ffmpeg: a file that grows beyond a limit is an
            # error message then, not a silent death.
            restore_signals=False,
            # A session of its own: Ctrl-C in the terminal must not end a clip early as if the
            # pictures had ended there.
            start_new_session=True,
        )
    except OSError as error:
        raise _missing(f"cannot start {command[0]!r}: {error.strerror or error}") from error


def ffmpeg_version() -> str:
    """The first line of what the program says of itself.

    Raises:
        RenderError: there is no ffmpeg, or it cannot be started.
    """
    program = _program()
    try:
        said = subprocess.run(
            [program, "-version"], capture_output=True, text=True, check=True, timeout=20
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise _missing(f"{program!r} cannot be started: {error}") from error
    return said.stdout.partition(" Copyright")[0].strip()


def _program() -> str:
    try:
        return imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        raise _missing("there is no ffmpeg on this machine") from error


def _missing(message: str) -> RenderError:
    return RenderError(
        message, hint="reinstall imageio-ffmpeg, or set IMAGEIO_FFMPEG_EXE to an ffmpeg program"
    )
