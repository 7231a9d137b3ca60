"""Starting the chat."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from schemas.errors import UsageError
from schemas.settings import Settings
from schemas.text import printable
from tui.app.chat import ChatApp
from tui.app.conversation import Conversation
from tui.app.projects import projects_below
from tui.player.terminal import Terminal
from tui.widgets.panel import Sketch


def run_chat(settings: Settings, sketch: Sketch, opening: Path | None) -> None:
    """Runs the chat until the user leaves it.

    Args:
        settings: the user's.
        sketch: draws a frame that has no still yet.
        opening: a project folder to open first; None starts with the greeting.
    """

    def begin() -> Conversation:
        # Loads torch: only in the engine's thread, and only once there is something to do.
        from tui.app.studio import StudioConversation

        return StudioConversation(settings)

    project = ChatApp(begin, sketch, settings, opening, Terminal.of(os.environ)).run()
    if project:
        print(
            f"project: {printable(project)}\n"
            "`storyreel --continue` goes on with it; /render resumes a render that was stopped",
            file=sys.stderr,
        )


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
