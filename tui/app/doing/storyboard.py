"""Commands that change the storyboard; each is a turn and waits for its place in the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.doing.starts import making, redoing, rendering, undoing

if TYPE_CHECKING:
    from tui.app.chat import ChatApp


def new(chat: ChatApp, premise: str) -> None:
    """Starts another storyboard, at once if a premise is given."""
    if premise:
        chat.submit(f"/new {premise}", lambda: making(premise))
    elif chat.busy or chat.script is not None:
        chat.leave_project()
    else:
        chat.start_over()


def undo(chat: ChatApp, argument: str) -> None:
    """One change back."""
    chat.submit("/undo", lambda: undoing)


def redo(chat: ChatApp, argument: str) -> None:
    """The last undo back."""
    chat.submit("/redo", lambda: redoing)


def render(chat: ChatApp, argument: str) -> None:
    """What is stale or missing."""
    chat.submit("/render", lambda: rendering)
