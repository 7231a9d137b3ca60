"""What every command of the chat relies on: screens over it, errors as cards, its looks."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import ClassVar, TypeVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen

from schemas.errors import StoryreelError, UsageError
from schemas.settings import Settings
from tui.app import commands
from tui.app.notifying import notification

Result = TypeVar("Result")

_WIDTHS = ((0, "-narrow"), (72, "-medium"), (110, "-wide"), (160, "-huge"))
_HEIGHTS = ((0, "-short"), (16, "-normal"), (36, "-tall"))
"""Least columns and rows, and the class that the style sheet knows them by."""


class Shell(App[str]):
    """An app with slash commands.

    Args:
        settings: the user's.
    """

    CSS_PATH = Path(__file__).with_name("chat.tcss")
    TITLE = "storyreel"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "command('copy')", "copy", show=False),
        *(
            Binding(each.key, f"command('{each.name}')", each.summary, show=False, priority=True)
            for each in commands.COMMANDS
            if each.key
        ),
    ]

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = list(_WIDTHS)
        self.VERTICAL_BREAKPOINTS = list(_HEIGHTS)
        self.settings = settings

    @abstractmethod
    def do_command(self, name: str, argument: str) -> None:
        """Does a command.

        Raises:
            StoryreelError: it cannot be done.
        """

    @abstractmethod
    def complain(self, error: StoryreelError) -> None:
        """Shows an error where the user looks."""

    @abstractmethod
    def rest(self) -> None:
        """Another screen covers this one: nothing needs to move."""

    @abstractmethod
    def wake(self) -> None:
        """This screen is seen again."""

    def action_command(self, name: str, argument: str = "") -> None:
        """Does the command of that name."""
        self.safely(lambda: self.do_command(name, argument))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Under a screen that covers the chat, no command's key works but that of /quit."""
        if action == "command" and isinstance(self.screen, ModalScreen):
            return parameters == ("quit",)
        return super().check_action(action, parameters)

    def safely(self, do: Callable[[], None]) -> None:
        """Does something whose `StoryreelError` becomes a card instead of the end of the app."""
        try:
            do()
        except StoryreelError as error:
            self.complain(error)

    def cover(
        self, screen: Screen[Result], chosen: Callable[[Result | None], None] | None = None
    ) -> None:
        """Opens `screen` over the chat, which rests until it is closed."""

        def closed(result: Result | None) -> None:
            self.wake()
            if chosen is not None:
                self.safely(partial(chosen, result))

        self.rest()
        self.push_screen(screen, closed)

    def dress(self) -> None:
        """Takes the looks from the settings."""
        if self.settings.motion == "reduced":
            self.animation_level = "none"
        if self.settings.theme in self.available_themes:
            self.theme = self.settings.theme
            return
        themes = ", ".join(sorted(self.available_themes))
        self.complain(
            UsageError(
                f"there is no theme {self.settings.theme!r}", hint=f"/settings has: {themes}"
            )
        )

    def notify_outside(self, text: str) -> None:
        """Tells a user who looks elsewhere, in the way that the settings name."""
        written = notification(self.settings.notify, text)
        if written and self._driver is not None:
            self._driver.write(written)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette offers the slash commands, too."""
        for each in commands.COMMANDS:
            yield SystemCommand(
                f"/{each.name}", each.summary, lambda name=each.name: self.action_command(name)
            )
        yield SystemCommand("screenshot", "write the screen as SVG", self.deliver_screenshot)
