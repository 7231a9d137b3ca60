"""The chat's other screens: a frame opened large, the keys, and earlier storyboards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from tui.app.board import Panel
from tui.app.commands import COMMANDS
from tui.app.describing import describe
from tui.app.projects import Found
from tui.player.canvas import Canvas
from tui.player.fitting import CellSize
from tui.widgets.panel import Sketch, picture_of

KEYS = (
    ("enter", "send; shift+enter or ctrl+j begins another line"),
    ("tab", "complete a /command or @frame; take the example; go to the next part"),
    ("up, down", "earlier and later prompts"),
    ("esc", "stop what is being done, and only that; otherwise back to the prompt"),
    ("backspace", "in the empty prompt: take the newest queued prompt back"),
    ("ctrl+p", "the command palette, themes too"),
    (
        "storyboard",
        "arrows go, enter opens, space plays, @ mentions, l locks, < > move, del removes",
    ),
    ("player", "space plays, left right step, shift+left right and 1-9 go to frames"),
    ("player", "home end, l loops, + - speed"),
    ("mouse", "drag selects text, ctrl+c copies it; two clicks open a panel"),
)
"""What the help screen lists besides the commands."""

_NAME_COLUMNS = 17
_MEANING_COLUMNS = 50


class FrameScreen(ModalScreen[None]):
    """One frame as large as the terminal allows, and everything there is to say about it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", "close"),
        Binding("left", "go(-1)", "before"),
        Binding("right", "go(1)", "next"),
    ]

    class _Drawn(Message):
        def __init__(self, strips: list[Strip]) -> None:
            super().__init__()
            self.strips = strips

    def __init__(self, panels: Sequence[Panel], index: int, sketch: Sketch) -> None:
        super().__init__()
        self._panels = tuple(panels)
        self._place = index - 1
        self._sketch = sketch

    def compose(self) -> ComposeResult:
        """Picture and facts side by side."""
        with Horizontal(classes="dialog"):
            yield Canvas()
            with VerticalScroll(classes="facts", can_focus=False):
                yield Static(self._facts(), id="facts")
        yield Footer(show_command_palette=False)

    @property
    def panel(self) -> Panel:
        """The panel shown."""
        return self._panels[self._place]

    def on_resize(self, event: events.Resize) -> None:
        """Draws for the new size."""
        self.call_after_refresh(self._refit)

    def action_go(self, places: int) -> None:
        """To another frame."""
        self._place = (self._place + places) % len(self._panels)
        self.query_one("#facts", Static).update(self._facts())
        self._refit()

    def _refit(self) -> None:
        room = self.query_one(Canvas).room
        if room.columns and room.rows:
            self._draw(self.panel, room)

    @work(thread=True, exclusive=True, group="picture", exit_on_error=False)
    def _draw(self, panel: Panel, room: CellSize) -> None:
        worker = get_current_worker()
        strips = picture_of(panel.still, panel.frame, room, self._sketch)
        if not worker.is_cancelled:
            self.post_message(self._Drawn(strips))

    def on_frame_screen__drawn(self, message: _Drawn) -> None:
        """Shows the picture."""
        self.query_one(Canvas).show(message.strips)

    def _facts(self) -> Content:
        panel = self.panel
        head = f"Frame {panel.index} of {len(self._panels)} ({panel.frame.id})\n{panel.words}"
        facts = [
            Content.assemble((f"{name}\n", "dim"), (f"{value}\n", ""))
            for name, value in describe(panel.frame)
        ]
        return Content("\n").join([Content.assemble((f"{head}\n", "bold")), *facts])


class HelpScreen(ModalScreen[None]):
    """The real keys and commands."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter,f1", "dismiss", "close")]

    def compose(self) -> ComposeResult:
        """Two lists."""
        with VerticalScroll(classes="dialog"):
            yield Static(_help())


class ProjectsScreen(ModalScreen[Path | None]):
    """Earlier storyboards; its result is the folder chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "dismiss", "close")]

    def __init__(self, found: Sequence[Found]) -> None:
        super().__init__()
        self._found = tuple(found)

    def compose(self) -> ComposeResult:
        """The newest first."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static("Earlier storyboards · enter opens · esc closes\n")
            yield OptionList(*(Option(_project(found)) for found in self._found))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Chosen."""
        self.dismiss(self._found[event.option_index].folder)


def _help() -> Content:
    lines = [Content.assemble(("Keys\n", "bold"))]
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


def _project(found: Found) -> Content:
    when = found.changed.strftime("%Y-%m-%d %H:%M")
    return Content.assemble(
        (found.title, "bold"),
        (f"  {found.frames} frames · {when}\n", "dim"),
        (found.premise[:200], "dim"),
    )
