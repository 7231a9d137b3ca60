"""The keys of whatever has the focus, for the help screen."""

from __future__ import annotations

from dataclasses import dataclass

from textual.keys import format_key
from textual.screen import Screen

_PLACES = {
    "Prompt": "the prompt",
    "Transcript": "the talk",
    "PanelCard": "a panel of the storyboard",
    "Player": "the player",
}


@dataclass(frozen=True)
class Here:
    """A part of the chat with its keys."""

    place: str
    """Where the user is, in words; empty where it has no name."""
    keys: tuple[tuple[str, str], ...]
    """Key and what it does."""


def keys_here(screen: Screen[object]) -> Here:
    """The part of `screen` that has the focus, and the keys that it brings along."""
    focused = screen.focused
    keys: dict[str, str] = {}
    for active in screen.active_bindings.values():
        ours = type(active.node).__module__.startswith("tui.widgets")
        ours = ours or type(active.node).__module__.startswith("tui.player")
        if ours and active.binding.description:
            keys[format_key(active.binding.key)] = active.binding.description
    place = "" if focused is None else _PLACES.get(type(focused).__name__, "")
    return Here(place, tuple(keys.items()))
