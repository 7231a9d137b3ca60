"""The stage: the player above the storyboard, and which frame the user looks at."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import DescendantFocus

from tui.app.board import Board
from tui.player.clip import take_clip
from tui.player.player import Player
from tui.player.terminal import Terminal
from tui.widgets.panel import Sketch
from tui.widgets.storyboard import Storyboard


class Stage(Vertical):
    """The right side of the chat.

    Args:
        terminal: what it can show.
        sketch: draws a frame that has no still yet.
    """

    def __init__(self, terminal: Terminal, sketch: Sketch) -> None:
        super().__init__(id="stage")
        self.player = Player(terminal, id="player")
        self.storyboard = Storyboard(sketch, id="storyboard")
        self._pointed: int | None = None

    def compose(self) -> ComposeResult:
        """The clip above its frames."""
        yield self.player
        yield self.storyboard

    @property
    def looked_at(self) -> int | None:
        """1-based index of "this frame": the panel in focus last, or the frame on the player."""
        return self._pointed or self.player.index

    def on_mount(self) -> None:
        """Nothing to show yet."""
        self.screen.add_class("-empty", "-unplayed")

    def tell(self, board: Board) -> None:
        """Shows `board`; an empty one hides the stage."""
        self.storyboard.tell(board)
        self.screen.set_class(not board.panels, "-empty")

    def play(self, path: Path) -> None:
        """Shows the clip of a take."""
        self.screen.remove_class("-unplayed")
        self.player.load(take_clip(path))

    def clear(self) -> None:
        """Takes the clip away."""
        self._pointed = None
        self.player.clear()
        self.screen.add_class("-unplayed")

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A panel in focus is "this frame"."""
        card = self.storyboard.focused_card
        if card is not None:
            self._pointed = card.panel.index

    def on_player_frame_shown(self, message: Player.FrameShown) -> None:
        """Marks the panel on the player; a paused frame is "this frame"."""
        self.storyboard.playing = message.index
        if not self.player.head.playing:
            self._pointed = message.index
