"""Commands that show something and change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.errors import UsageError
from tui.app.board import Panel
from tui.app.doing.panels import do_wish, edit_in_form
from tui.app.here import keys_here

if TYPE_CHECKING:
    from tui.app.chat import ChatApp
    from tui.screens.frame import Wished


def show(chat: ChatApp, argument: str) -> None:
    """Opens a frame large."""
    from tui.screens.frame import FrameScreen

    panel = _panel(chat, argument, "show")

    def chosen(wished: Wished | None) -> None:
        if wished is not None:
            do_wish(chat, *wished)

    chat.cover(FrameScreen(chat.board.panels, panel.index, chat.sketch), chosen)


def edit(chat: ChatApp, argument: str) -> None:
    """Opens a frame as a form."""
    edit_in_form(chat, _panel(chat, argument, "edit"))


def _panel(chat: ChatApp, argument: str, what: str) -> Panel:
    panels = chat.board.panels
    if not panels:
        raise UsageError(
            f"there is no storyboard with a frame to {what}",
            hint="type a premise, or /open an earlier storyboard",
        )
    index = argument.lstrip("@") or str(chat.stage.looked_at or 1)
    if not index.isdecimal() or not 1 <= int(index) <= len(panels):
        raise UsageError(
            f"there is no frame {index} to {what}",
            hint=f"the storyboard has {len(panels)} frames",
        )
    return panels[int(index) - 1]


def play(chat: ChatApp, argument: str) -> None:
    """Plays on the whole screen."""
    from tui.player.theatre import Theatre

    clip = chat.stage.player.clip
    if clip is None:
        raise UsageError("there is no clip to play yet", hint="type a premise, or /render")
    chat.cover(Theatre(clip, chat.terminal))


def show_help(chat: ChatApp, argument: str) -> None:
    """The keys and commands."""
    from tui.screens.help import HelpScreen

    if not isinstance(chat.screen, HelpScreen):
        chat.cover(HelpScreen(keys_here(chat.screen)))
