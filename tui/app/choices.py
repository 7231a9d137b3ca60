"""What the text in the prompt may become: a command, or a frame that it mentions."""

from __future__ import annotations

from collections.abc import Sequence

from tui.app import commands, mentions
from tui.app.board import Panel
from tui.widgets.completion import Choice


def choices_for(text: str, panels: Sequence[Panel]) -> tuple[Choice, ...]:
    """The completions of `text`, none where it is complete already."""
    found = commands.completions(text)
    if found and not (len(found) == 1 and text == f"/{found[0].name}"):
        return tuple(map(_command, found))
    begun = mentions.typing(text)
    if begun is None:
        return ()
    stem = text[: len(text) - len(begun)]
    return tuple(
        Choice(f"{stem}{panel.index} ", f"@{panel.index}", panel.frame.action)
        for panel in panels
        if str(panel.index).startswith(begun) and str(panel.index) != begun
    )


def _command(command: commands.Command) -> Choice:
    return Choice(
        f"/{command.name}{' ' if command.argument else ''}",
        f"/{command.name} {command.argument}".rstrip(),
        command.summary,
    )
