"""The command that changes what ties the frames of a shot together."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from schemas.errors import UsageError
from schemas.render import Mode
from schemas.reports import ShowReport
from tui.app.conversation import Conversation, Crew

if TYPE_CHECKING:
    from tui.app.chat import ChatApp

_MEANINGS: Mapping[Mode, str] = MappingProxyType(
    {
        "none": "nothing: each frame is drawn by itself",
        "anchor": "each frame attends to the shot's anchor frame",
        "rotate": "each frame attends to the others in turn; changing one renders the whole shot",
    }
)


def consistency(chat: ChatApp, argument: str) -> None:
    """Ties the frames of a shot together in another way; without a word, lists the ways."""
    modes = chat.crew.modes
    if not modes:
        raise UsageError(
            "no storyboard is open whose frames could be tied together",
            hint="type a premise, or /open an earlier storyboard",
        )
    if argument:
        _use(chat, _mode(argument, modes))
        return
    from tui.screens.search import Item, SearchScreen

    def chosen(place: int | None) -> None:
        if place is not None:
            _use(chat, modes[place])

    now = chat.crew.consistency
    items = [Item(f"{mode}: {_MEANINGS[mode]}", "in use" if mode == now else "") for mode in modes]
    chat.cover(SearchScreen("What ties the frames of a shot together?", items), chosen)


def _mode(word: str, modes: tuple[Mode, ...]) -> Mode:
    for mode in modes:
        if mode == word.lower():
            return mode
    raise UsageError(
        f"this renderer has no consistency {word!r}", hint=f"use one of: {', '.join(modes)}"
    )


def _use(chat: ChatApp, mode: Mode) -> None:
    def using(conversation: Conversation) -> tuple[ShowReport, Crew]:
        conversation.use_consistency(mode)
        return conversation.report(), conversation.crew()

    def used(answer: tuple[ShowReport, Crew]) -> None:
        chat.see(*answer)
        stale = any(panel.state != "fresh" for panel in chat.board.panels)
        then = "; /render draws what is stale" if stale else ""
        chat.notify(f"consistency from now on: {mode}{then}")

    chat.ask(using, used)
