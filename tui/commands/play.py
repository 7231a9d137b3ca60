"""`storyreel play`: a clip in the terminal."""

from __future__ import annotations

import os
from argparse import Namespace

from schemas.errors import UsageError
from tui.loading import loaded_for_good
from tui.player.clip import clip_at
from tui.player.terminal import Terminal, has_terminal


def run(arguments: Namespace) -> None:
    """Plays a project's newest take, or a file, until q is pressed.

    Raises:
        UsageError: there is no terminal, or nothing to play.
        ProjectDamaged: the file cannot be decoded.
    """
    clip = clip_at(arguments.path)
    if not has_terminal():
        raise UsageError(
            "`storyreel play` needs a terminal", hint=f"open {str(clip.path)!r} in a video player"
        )
    # Textual is loaded only where something is shown.
    with loaded_for_good():
        from tui.player.theatre import PlayApp

    error = PlayApp(clip, Terminal.of(os.environ)).run()
    if error is not None:
        raise error
