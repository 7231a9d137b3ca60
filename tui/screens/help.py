"""The keys and commands."""

from __future__ import annotations

from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.app.commands import COMMANDS
from tui.app.here import Here

KEYS = (
    ("enter", "send; shift+enter or ctrl+j begins another line"),
    ("tab", "complete a /command or @frame; take the example; go to the next part"),
    ("up, down", "earlier and later prompts"),
    ("esc", "stop what is being done, and only that; otherwise back to the prompt"),
    ("esc esc", "in the idle prompt: go back to an earlier turn"),
    ("backspace", "in the empty prompt: take the newest queued prompt back"),
    ("ctrl+p", "the command palette, themes too"),
    (
        "storyboard",
        "arrows go, enter opens, space plays, @ mentions, e edits as a form, E in $EDITOR, "
        "l locks, r draws again, < > move, del removes",
    ),
    ("player", "space plays, left right step, shift+left right and 1-9 go to frames"),
    ("player", "home end, l loops, + - speed, o opens another player"),
    ("y", "outside the prompt: copy the selection, or the last reply"),
    ("mouse", "drag selects text, ctrl+c copies it; two clicks open a panel"),
)
"""What the help screen lists besides the commands."""

_NAME_COLUMNS = 17
_MEANING_COLUMNS = 50


class HelpScreen(ModalScreen[None]):
    """The keys of the part in focus, then all keys and commands.

    Args:
        here: the part in focus.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter,f1", "dismiss", "close")]

    def __init__(self, here: Here) -> None:
        super().__init__()
        self._here = here

    def compose(self) -> ComposeResult:
        """Two lists."""
        with VerticalScroll(classes="dialog"):
            yield Static(_help(self._here))


def _help(here: Here) -> Content:
    lines: list[Content] = []
    if here.place and here.keys:
        lines.append(Content.assemble((f"Here, in {here.place}\n", "bold")))
        lines += [_row(key, meaning) for key, meaning in here.keys]
        lines.append(Content(""))
    lines.append(Content.assemble(("Keys\n", "bold")))
    lines += [_row(key, meaning) for key, meaning in KEYS]
    lines.append(Content.assemble(("\nCommands\n", "bold")))
    for command in COMMANDS:
        words = f"/{command.name} {command.argument}".rstrip()
        key = f" ({command.key})" if command.key else ""
        lines.append(_row(words, command.summary + key))
    lines.append(Content.assemble(("\nPointing at frames\n", "bold")))
    lines.append(_row("@5, @f5", "the fifth frame; the frame with the id f5"))
    lines.append(_row("this frame", "the panel in focus, or the frame on the player"))
    return Content("\n").join(lines)


def _row(name: str, meaning: str) -> Content:
    lines = wrap(meaning, _MEANING_COLUMNS) or [""]
    indented = f"\n{' ' * _NAME_COLUMNS}".join(lines)
    return Content.assemble((name.ljust(_NAME_COLUMNS), "$text-accent"), (indented, ""))
