"""Which function does which command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from tui.app.doing import (
    consistency,
    looking,
    models,
    preferences,
    projects,
    storyboard,
    talk,
    travel,
)

if TYPE_CHECKING:
    from tui.app.chat import ChatApp

Do = Callable[["ChatApp", str], None]
"""Does a command, given the words behind its name. May raise a `StoryreelError`."""

DO: Mapping[str, Do] = MappingProxyType(
    {
        "new": storyboard.new,
        "open": projects.list_earlier,
        "fork": projects.fork,
        "undo": storyboard.undo,
        "redo": storyboard.redo,
        "render": storyboard.render,
        "show": looking.show,
        "edit": looking.edit,
        "play": looking.play,
        "diff": travel.diff,
        "compare": travel.compare,
        "back": travel.back,
        "director": models.director,
        "renderer": models.renderer,
        "probe": models.probe,
        "consistency": consistency.consistency,
        "find": talk.find,
        "history": talk.search_history,
        "details": talk.show_details,
        "retry": talk.retry,
        "copy": talk.copy,
        "editor": talk.write_in_editor,
        "export": talk.export,
        "settings": preferences.settings,
        "servers": preferences.servers,
        "theme": preferences.choose_theme,
        "help": looking.show_help,
        "quit": projects.leave,
    }
)
"""One entry for each of `tui.app.commands.COMMANDS`."""
