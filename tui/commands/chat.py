"""`storyreel` without a command: the chat."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from schemas.errors import UsageError
from schemas.script import Frame
from tui.environment import user_settings
from tui.loading import loaded_for_good
from tui.player.terminal import has_terminal

if TYPE_CHECKING:
    from PIL import Image

    from tui.app.chat import Opening


def run(arguments: Namespace) -> None:
    """Starts the chat, with the project that `--continue`, `--open` or `--resume` asks for.

    Raises:
        UsageError: there is no terminal, or no project to continue.
    """
    if not has_terminal():
        raise UsageError(
            "the chat needs a terminal",
            hint='without one, use `storyreel make "a fox finds a lantern"`; '
            "see `storyreel --help`",
        )
    # Textual is loaded only where something is shown.
    with loaded_for_good():
        from tui.app.start import latest_project, named_project, run_chat

    settings = user_settings()
    opening: Opening = arguments.open
    if arguments.latest:
        opening = latest_project(settings)
    elif arguments.resume is not None:
        opening = named_project(settings, arguments.resume) if arguments.resume else "list"
    run_chat(settings, _sketch, opening)


def _sketch(frame: Frame, size: tuple[int, int]) -> Image.Image:
    # Loaded with the first sketch, which is drawn off the app's thread.
    from tools.compose.sketch import sketch

    return sketch(frame, size)
