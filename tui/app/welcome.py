"""What the chat says before there is anything to show."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tui.app.projects import Found

EXAMPLE = "a red fox finds a lantern in the snowy forest and follows a butterfly to the lighthouse"
"""A premise that the user may take with one key."""

FOLLOW_UP = "make frame 2 darker"
"""What the empty prompt suggests once there is a storyboard."""


def welcome(director: str, renderer: str, found: Sequence[Found]) -> Content:
    """The greeting: what this is, what it works with, and how to begin."""
    models = f"Director: {director}. Renderer: {renderer}. Both run on this machine; no key needed."
    if (director, renderer) != ("pocket", "pocket"):
        models = f"Director: {director}. Renderer: {renderer}."
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
    return Content("\n").join(lines)
