"""Earlier storyboards: what each is, and opening, copying, renaming or deleting one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from schemas.text import printable
from tui.app.projects import Found


@dataclass(frozen=True)
class ProjectWish:
    """What the user wants of a storyboard."""

    wish: Literal["open", "fork", "rename", "remove"]
    found: Found


class ProjectsScreen(ModalScreen[ProjectWish | None]):
    """Its result is what is wanted of which storyboard.

    Args:
        found: the one that was changed last first; at least one.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "wish('open')", "open", priority=True),
        Binding("f", "wish('fork')", "fork"),
        Binding("n", "wish('rename')", "rename"),
        Binding("d,delete", "wish('remove')", "delete"),
        Binding("escape,q", "dismiss", "close"),
    ]

    def __init__(self, found: Sequence[Found]) -> None:
        super().__init__()
        self._found = tuple(found)

    def compose(self) -> ComposeResult:
        """The list beside what the highlighted one is about."""
        with Vertical(classes="dialog"):
            yield Static("Earlier storyboards", classes="heading")
            with Horizontal():
                yield OptionList(*(Option(_line(found)) for found in self._found))
                with VerticalScroll(can_focus=False):
                    yield Static(id="preview")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """The newest."""
        projects = self.query_one(OptionList)
        projects.focus()
        projects.highlighted = 0

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Shows what it is about."""
        self.query_one("#preview", Static).update(_preview(self._found[event.option_index]))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click opens."""
        self.action_wish("open")

    def action_wish(self, wish: Literal["open", "fork", "rename", "remove"]) -> None:
        """Closes with what is wanted."""
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self.dismiss(ProjectWish(wish, self._found[place]))


def _line(found: Found) -> Content:
    when = found.changed.strftime("%Y-%m-%d %H:%M")
    return Content.assemble(
        (printable(found.title), "bold"), (f"\n{found.frames} frames · {when}", "dim")
    )


def _preview(found: Found) -> Content:
    frames = "\n".join(
        f"{number:>2}  {printable(action)}" for number, action in enumerate(found.actions, start=1)
    )
    return Content.assemble(
        (f"{found.folder.name}\n\n", "bold"), f"{printable(found.premise)}\n\n", (frames, "dim")
    )
