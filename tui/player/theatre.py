"""The full-screen player, and `storyreel play`: an app with nothing but the player."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Footer

from schemas.errors import StoryreelError
from tui.ending import ASKED_TO_END, leave_on_signals
from tui.player.clip import Clip
from tui.player.player import Player
from tui.player.terminal import Terminal


class Theatre(ModalScreen[None]):
    """One clip on the whole screen.

    Args:
        clip: what to play.
        terminal: what it can show, and whether the clip starts by itself.
    """

    DEFAULT_CSS = """
    Theatre { background: $background; }
    Theatre Player { padding: 0 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f", "dismiss", "close"),
    ]

    def __init__(self, clip: Clip, terminal: Terminal) -> None:
        super().__init__()
        self._clip = clip
        self._terminal = terminal

    def compose(self) -> ComposeResult:
        """The player and its keys."""
        yield Player(self._terminal)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Starts."""
        player = self.query_one(Player)
        player.focus()
        player.load(self._clip)

    def on_player_failed(self, message: Player.Failed) -> None:
        """Says what is wrong, and leaves."""
        self.notify(
            f"{message.error.message}\n{message.error.hint}", severity="error", markup=False
        )
        self.dismiss()


class PlayApp(App[StoryreelError | None]):
    """`storyreel play`. Its result is the error that ended it, or None."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, clip: Clip, terminal: Terminal) -> None:
        super().__init__()
        self._theatre = Theatre(clip, terminal)

    def on_mount(self) -> None:
        """Opens the theatre; the app ends with it."""
        leave_on_signals(lambda: self.exit(return_code=ASKED_TO_END))
        self.push_screen(self._theatre, lambda _: self.exit())

    def on_player_failed(self, message: Player.Failed) -> None:
        """Ends with the error."""
        self.exit(message.error)
