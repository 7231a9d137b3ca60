"""Starting the chat."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from agent.approving import Approve
from schemas.errors import Cancelled, UsageError
from schemas.settings import Settings
from schemas.text import printable
from tui.app.chat import ChatApp, Opening
from tui.app.conversation import Conversation
from tui.app.projects import projects_below
from tui.ending import ASKED_TO_END
from tui.player.terminal import Terminal
from tui.widgets.panel import Sketch


def run_chat(settings: Settings, sketch: Sketch, opening: Opening) -> None:
    """Runs the chat until the user leaves it, or a signal asks it to end.

    Args:
        settings: the user's.
        sketch: draws a frame that has no still yet.
        opening: what to begin with.

    Raises:
        Cancelled: a signal ended it.
    """

    def begin(approve: Approve) -> Conversation:
        # Loads torch: only in the engine's thread, and only once there is something to do.
        from tui.app.studio import StudioConversation

        return StudioConversation(settings, approve)

    terminal = Terminal.of(os.environ)
    moves = settings.autoplay and settings.motion == "full"
    terminal = replace(terminal, autoplay=terminal.autoplay and moves)
    app = ChatApp(begin, sketch, settings, opening, terminal)
    project = app.run()
    if app.return_code == ASKED_TO_END:
        raise Cancelled(
            "the chat was asked to end",
            hint="what was finished is kept; `storyreel --continue`, then /render, goes on with it",
        )
    if project:
        print(
            f"project: {printable(project)}\n"
            "`storyreel --continue` goes on with it; /render resumes a render that was stopped",
            file=sys.stderr,
        )


def named_project(settings: Settings, name: str) -> Path:
    """The project that was made without --out and is called `name`.

    Raises:
        UsageError: there is none.
    """
    folder = settings.folders.data / "projects" / name
    if not (folder / "script.json").is_file():
        found = projects_below(folder.parent)[:5]
        names = ", ".join(each.folder.name for each in found) or "none yet"
        raise UsageError(f"there is no storyboard {name!r}", hint=f"the newest are: {names}")
    return folder


def latest_project(settings: Settings) -> Path:
    """The project that was changed last.

    Raises:
        UsageError: there is none.
    """
    found = projects_below(settings.folders.data / "projects")
    if not found:
        raise UsageError(
            "there is no storyboard to continue", hint="start `storyreel` and type a premise"
        )
    return found[0].folder
