"""What the chat shows: its widgets, and what they know of the open project."""

from __future__ import annotations

import os
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal

from schemas.errors import StoryreelError
from schemas.reports import ShowReport, TakeState
from schemas.revisions import RevisionHead
from schemas.script import Frame, FrameId, FrameScript
from schemas.settings import Settings
from schemas.usage import Usage
from tui.app.board import Board
from tui.app.candidates import KEYS
from tui.app.choices import choices_for
from tui.app.conversation import Crew, Said
from tui.app.entries import Speech, Trouble
from tui.app.history import PromptHistory
from tui.app.pacing import Paced
from tui.app.projects import clip_of, projects_below
from tui.app.shell import Shell
from tui.app.spending import spent
from tui.app.turns import Turns
from tui.app.welcome import EXAMPLE, FOLLOW_UP, welcome
from tui.player.player import Player
from tui.player.terminal import Terminal
from tui.widgets.panel import Sketch
from tui.widgets.stage import Stage
from tui.widgets.status import Status, StatusLine
from tui.widgets.talk import Talk


class ChatView(Shell):
    """The talk beside the stage, above the status line.

    Args:
        settings: the user's.
        sketch: draws a frame that has no still yet.
        terminal: what it can show.
    """

    def __init__(self, settings: Settings, sketch: Sketch, terminal: Terminal) -> None:
        super().__init__(settings)
        self.sketch = sketch
        self.terminal = terminal
        self.board = Board()
        self.script: FrameScript | None = None
        self.crew = Crew(settings.director, settings.renderer, None)
        self.revisions: Sequence[RevisionHead] = ()
        self.takes: Sequence[TakeState] = ()
        self.usage: tuple[Usage, ...] = ()
        self.drafts: dict[FrameId, Frame] = {}
        """Frames as the user wanted them to be, where that was refused."""
        self.turns = Turns(self._index_of)
        self._heard: Speech | None = None
        self.news = Paced(self._tell_turn, self.set_timer)
        """Shows what the turn under way has done."""
        found = projects_below(settings.folders.data / "projects")
        self.talk = Talk(
            welcome(settings, found, [name for name in KEYS if os.environ.get(name)]),
            PromptHistory(settings.folders.state / "prompts.jsonl"),
            EXAMPLE,
            lambda text: choices_for(text, self.board.panels),
        )
        self.stage = Stage(terminal, sketch)
        self.status_line = StatusLine(Status(settings.director, settings.renderer))

    def compose(self) -> ComposeResult:
        """The talk beside the stage, above the status line."""
        with Horizontal(id="body"):
            yield self.talk
            yield self.stage
        yield self.status_line

    def start_over(self) -> None:
        """An empty board and talk; what was shown stays as it is on disk."""
        self.script, self.revisions, self.takes, self.usage = None, (), (), ()
        self.drafts.clear()
        self.show_board(Board())
        self.stage.clear()
        self.talk.transcript.replace(())
        self.talk.prompt.placeholder = EXAMPLE

    def rest(self) -> None:
        """Another screen covers this one: the player stops repainting."""
        self.stage.player.rest()

    def wake(self) -> None:
        """This screen is seen again."""
        self.stage.player.wake()

    def complain(self, error: StoryreelError) -> None:
        """Shows an error in the talk."""
        self.talk.transcript.add(Trouble(error.message, error.hint))

    def show_project(self, report: ShowReport, crew: Crew, said: Sequence[Said]) -> None:
        """Shows the project from its talk on, with the clip of the script as it is."""
        self.drafts.clear()
        self.see(report, crew)
        self.talk.transcript.replace(said)
        self.stage.clear()
        clip = clip_of(report)
        if clip is not None:
            self.stage.play(clip)

    def see_crew(self, crew: Crew) -> None:
        """Shows who works from now on."""
        self.crew = crew
        self.tell_status()

    def see(self, report: ShowReport, crew: Crew) -> None:
        """Shows what the open project holds, and who works on it."""
        self.script, self.revisions, self.takes = report.script, report.revisions, report.takes
        self.usage = report.usage
        self.see_crew(crew)
        self.show_board(Board.of(report))
        self.talk.prompt.placeholder = FOLLOW_UP

    def show_board(self, board: Board) -> None:
        """Shows what became of the board."""
        if board != self.board:
            self.board = board
            self.stage.tell(board)

    def _tell_turn(self) -> None:
        self._hear()
        self.talk.transcript.show_again(self.turns.work)
        self.stage.tell(self.board)
        self.tell_status()

    def _hear(self) -> None:
        speech, transcript = self.turns.speech, self.talk.transcript
        if speech is None:
            return
        if speech is self._heard:
            transcript.show_again(speech)
        else:
            self._heard = speech
            transcript.add(speech)

    def tell_waiting(self) -> None:
        """Shows what waits for its turn."""
        self.talk.tell_waiting([job.words for job in self.turns.waiting])
        self.tell_status()

    def tell_status(self) -> None:
        """Shows who works on what, and how far."""
        board, turns = self.board, self.turns
        self.status_line.tell(
            Status(
                director=self.crew.director,
                renderer=self.crew.renderer,
                title=board.title,
                revision=board.revision,
                take=board.take,
                used=spent(self.usage),
                consistency=self.crew.consistency or "",
                doing=turns.doing,
                queued=len(turns.waiting),
                seconds=int(turns.seconds) if turns.doing else 0,
            )
        )

    def _index_of(self, frame: str) -> int | None:
        panel = self.board.panel(frame)
        return None if panel is None else panel.index

    def on_player_failed(self, message: Player.Failed) -> None:
        """Says why a clip cannot be shown."""
        self.complain(message.error)
