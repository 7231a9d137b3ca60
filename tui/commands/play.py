"""`storyreel play`: a clip in the terminal."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from schemas.errors import UsageError
from tui.player.clip import clip_at


def run(arguments: Namespace) -> None:
    """Plays a project's newest take, or a file, until q is pressed.

    Raises:
        UsageError: there is no terminal, or nothing to play.
        ProjectDamaged: the file cannot be decoded.
    """
    clip = clip_at(arguments.path)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "`storyreel play` needs a terminal", hint=f"open {str(clip.path)!r} in a video player"
        )
    # Textual is loaded only where something is shown.
    from tui.player.terminal import colour_note, motion_wanted
    from tui.player.theatre import PlayApp

    app = PlayApp(clip, autoplay=motion_wanted(os.environ), note=colour_note(os.environ))
    error = app.run()
    if error is not None:
        raise error
