"""The user's own editor, in the terminal that the app leaves to it meanwhile."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported

from schemas.errors import StoryreelError, UsageError

_FALLBACK = "nano"


def edited(app: App[str], text: str, suffix: str) -> str:
    """What the user makes of `text` in $VISUAL or $EDITOR; blocks until the editor is closed.

    Args:
        app: gives the terminal away and takes it back.
        text: to begin with.
        suffix: of the file, so that the editor knows the language (".toml").

    Raises:
        UsageError: there is no such editor, it failed, or this terminal cannot be lent.
    """
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or _FALLBACK)
    with tempfile.TemporaryDirectory(prefix="storyreel-") as folder:
        path = Path(folder, f"edit{suffix}")
        path.write_text(text, encoding="utf-8")
        try:
            with app.suspend():
                done = subprocess.run([*command, str(path)], check=False)
        except SuspendNotSupported as error:
            raise UsageError(
                "this terminal cannot be lent to an editor", hint="use the form: e on a panel"
            ) from error
        except OSError as error:
            raise _unusable(command[0], error.strerror or str(error)) from error
        if done.returncode != 0:
            raise _unusable(command[0], f"it ended with code {done.returncode}")
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise _unusable(command[0], "what it wrote cannot be read") from error


def _unusable(editor: str, reason: str) -> StoryreelError:
    return UsageError(
        f"the editor {editor!r} did not do its work: {reason}; nothing was changed",
        hint="name another one in the environment variable EDITOR",
    )
