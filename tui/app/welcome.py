"""What the chat says before there is anything to show."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from schemas.settings import Settings
from tui.app.projects import Found

EXAMPLE = "a red fox finds a lantern in the snowy forest and follows a butterfly to the lighthouse"
"""A premise that the user may take with one key."""

FOLLOW_UP = "make frame 2 darker"
"""What the empty prompt suggests once there is a storyboard."""


def welcome(settings: Settings, found: Sequence[Found], keys: Sequence[str]) -> Content:
    """The greeting: what this is, what it works with, and how to begin.

    Args:
        settings: the user's.
        found: earlier storyboards, the newest first.
        keys: environment variables that hold keys of providers.
    """
    pair = (settings.director, settings.renderer)
    models = f"Director: {pair[0]}. Renderer: {pair[1]}."
    if pair == ("pocket", "pocket"):
        models = f"{models} Both run on this machine; no key needed."
    lines = [
        Content.assemble(("storyreel", "bold $primary")),
        Content("Type a premise. It becomes a frame script, pictures and a clip."),
        Content("Then say what to change, and only that changes."),
        Content(""),
        Content.assemble((models, "dim")),
        Content(""),
        Content.assemble(("tab  ", "bold $accent"), "takes the example in the prompt"),
        Content.assemble(("f1   ", "bold $accent"), "shows the keys and commands"),
    ]
    if found:
        some = f"{len(found)} earlier storyboard{'s' if len(found) > 1 else ''}"
        lines.append(
            Content.assemble(("f4   ", "bold $accent"), f"opens one of {some}: {found[0].title}")
        )
    else:
        lines.append(Content.assemble(("f6   ", "bold $accent"), "chooses another director"))
        lines.append(Content(f"     {_others(keys)}"))
    return Content("\n").join(lines)


def _others(keys: Sequence[str]) -> str:
    """What else there may be to work with, for who starts for the first time."""
    servers = "/servers looks for model servers here, if you like"
    return f"{', '.join(keys)} is set; {servers}" if keys else servers
