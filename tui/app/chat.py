"""The chat: a terminal app around one engine thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Literal

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from schemas.approval import Decision, Rejected
from schemas.edits import Edit
from schemas.events import UsageCounted
from schemas.settings import Settings
from schemas.usage import totals
from tui.app import commands, mentions
from tui.app.conversation import Conversation, Said
from tui.app.doing.panels import do_wish
from tui.app.doing.starts import editing, making, revising
from tui.app.doing.table import DO
from tui.app.engine import (
    Answered,
    Begin,
    Engine,
    ProjectLeft,
    ProjectOpened,
    ProjectSeen,
    Refused,
    Start,
    TurnEnded,
    TurnReported,
)
from tui.app.gate import ApprovalWanted, ApprovalWithdrawn
from tui.app.notifying import LEAST_SECONDS
from tui.app.shell import Result
from tui.app.threads import put_the_app_first
from tui.app.turns import Job
from tui.app.view import ChatView
from tui.ending import ASKED_TO_END, leave_on_signals
from tui.player.terminal import Terminal
from tui.widgets.panel import PanelCard, Sketch
from tui.widgets.prompt import Prompt

Opening = Path | Literal["list"] | None
"""What the chat begins with."""

_CLOSING_SECONDS = 3.0
"""How long leaving waits for the engine to free the project's lock."""


class ChatApp(ChatView):
    """The chat. Its result is what to print once the terminal is as it was.

    Args:
        begin: makes the conversation, in the engine's thread, given who approves renders.
        sketch: draws a frame that has no still yet.
        settings: the user's.
        opening: a project folder to open first, or `list` to choose one; None starts with the
            greeting.
        terminal: what it can show.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop_or_return", "stop", show=False),
    ]

    def __init__(
        self,
        begin: Begin,
        sketch: Sketch,
        settings: Settings,
        opening: Opening,
        terminal: Terminal,
    ) -> None:
        super().__init__(settings, sketch, terminal)
        self._begin = begin
        self._opening = opening
        self._engine: Engine | None = None
        self._escaped = False

    def on_mount(self) -> None:
        """Starts the engine's thread; models load at the first turn."""
        leave_on_signals(lambda: self.exit(return_code=ASKED_TO_END))
        put_the_app_first()
        self.dress()
        self._engine = Engine(self._begin, self.post_message)
        self.talk.prompt.focus()
        self.set_interval(1.0, self.tell_status)
        if isinstance(self._opening, Path):
            self.open_project(self._opening)
        elif self._opening == "list":
            self.call_after_refresh(self.action_command, "open")

    def on_unmount(self) -> None:
        """Stops the turn under way and frees the project's lock."""
        if self._engine is not None:
            self._engine.close(_CLOSING_SECONDS)

    # Turns

    @property
    def busy(self) -> bool:
        """Whether a turn is under way."""
        return self.turns.running is not None

    def submit(self, words: str, start: Callable[[], Start]) -> None:
        """Queues a turn.

        Args:
            words: what the user typed, or the command that stands for it.
            start: called when it is the turn's time, and decides then what the words mean.
        """
        self._queue(Job(words, words, lambda engine: engine.do(start())))

    def edit(
        self, edits: Sequence[Edit], words: str, refused: Callable[[], None] = lambda: None
    ) -> None:
        """Queues edits that the user made by hand.

        Args:
            edits: what is to change.
            words: what tells it in the talk.
            refused: called where it ended by an error.
        """
        self._queue(Job(words, "", lambda engine: engine.do(editing(edits, words)), refused))

    def open_project(self, folder: Path) -> None:
        """Queues the opening of another storyboard."""
        words = f"/open {folder.name}"
        self._queue(Job(words, words, lambda engine: engine.open(folder)))

    def leave_project(self) -> None:
        """Queues the leaving of the open storyboard: what is typed next is a premise."""
        self._queue(Job("/new", "/new", lambda engine: engine.leave()))

    def _queue(self, job: Job) -> None:
        self._escaped = False
        self.turns.waiting.append(job)
        self._next_turn()

    def _next_turn(self) -> None:
        job = self.turns.next()
        if job is not None and self._engine is not None:
            transcript = self.talk.transcript
            transcript.add(Said("user", job.words))
            transcript.add(self.turns.work)
            transcript.go_to_end()
            self.talk.drop_greeting()
            job.begin(self._engine)
        self.tell_waiting()

    def on_turn_reported(self, message: TurnReported) -> None:
        """Notes what happened; card, board and status line show it soon."""
        self.turns.watch(message.event)
        self.board = self.board.after(message.event)
        if isinstance(message.event, UsageCounted):
            self.usage = totals((*self.usage, message.event.usage))
        self.news.soon()

    def on_project_seen(self, message: ProjectSeen) -> None:
        """Shows what the project holds now."""
        self.see(message.report, message.crew)

    def on_project_opened(self, message: ProjectOpened) -> None:
        """Shows another project: what was said, its board, its newest take."""
        self.turns.end(None)
        self.show_project(message.report, message.crew, message.said)
        self._next_turn()

    def on_project_left(self, message: ProjectLeft) -> None:
        """Shows nothing, and goes on with the queue."""
        self.turns.end(None)
        self.start_over()
        self.tell_status()
        self._next_turn()

    def on_turn_ended(self, message: TurnEnded) -> None:
        """Tells the outcome, plays the new take, and goes on with the queue."""
        left = self.turns.end(message.outcome)
        self.board = self.board.at_rest()
        self.news.now()
        for entry in left:
            self.talk.transcript.add(entry)
        clip = getattr(message.outcome, "clip", "")
        if clip:
            self.stage.play(Path(clip))
        if not self.app_focus and self.turns.seconds >= LEAST_SECONDS:
            self.notify_outside(f"{self.board.title or self.title}: the turn has ended")
        self._next_turn()

    def on_approval_wanted(self, message: ApprovalWanted) -> None:
        """Asks the user what a render may cost."""
        from tui.screens.approval import ApprovalScreen

        def decided(decision: Decision | None) -> None:
            message.answer.set_result(decision or Rejected())

        self.cover(ApprovalScreen(message.planned, self.board.panels), decided)

    def on_approval_withdrawn(self, message: ApprovalWithdrawn) -> None:
        """The turn was stopped: nobody waits for an answer."""
        from tui.screens.approval import ApprovalScreen

        if isinstance(self.screen, ApprovalScreen):
            self.screen.action_reject()

    def ask(
        self, question: Callable[[Conversation], Result], answered: Callable[[Result], None]
    ) -> None:
        """Asks the conversation something that is no turn, after what is in the queue."""
        if self._engine is not None:
            self._engine.ask(question, answered)

    def on_answered(self, message: Answered) -> None:
        """Passes on what was asked for."""
        self.safely(message.tell)

    def on_refused(self, message: Refused) -> None:
        """Says why what was asked for cannot be had."""
        self.complain(message.error)

    # What the user does

    def do_command(self, name: str, argument: str) -> None:
        """Does the command of that name.

        Raises:
            StoryreelError: it cannot be done.
        """
        DO[name](self, argument)

    def take_settings(self, settings: Settings) -> None:
        """Looks and behaves as `settings` say from now on."""
        self.settings = settings
        self.dress()
        self.ask(lambda conversation: conversation.take_settings(settings), lambda _: None)

    def on_prompt_sent(self, message: Prompt.Sent) -> None:
        """A command, a premise, or a request."""
        self.safely(lambda: self._obey(message.text))

    def _obey(self, text: str) -> None:
        command = commands.parse(text)
        if command is None:
            self.say(text)
        else:
            self.do_command(command[0].name, command[1])

    def say(self, text: str) -> None:
        """Queues a premise or a request."""
        self.submit(text, lambda: self._start_of(text))

    def _start_of(self, text: str) -> Start:
        if self.script is None:
            return making(text)
        return revising(mentions.spelled_out(text, self.script, self.stage.looked_at))

    def on_prompt_taken_back(self, message: Prompt.TakenBack) -> None:
        """The newest of the queue goes back into the prompt."""
        typed = self.turns.take_back()
        if typed:
            self.talk.prompt.fill(typed)
            self.tell_waiting()

    def on_panel_card_pressed(self, message: PanelCard.Pressed) -> None:
        """Does what the user wants of a panel."""
        self.safely(lambda: do_wish(self, message.wish, message.panel))

    def action_stop_or_return(self) -> None:
        """Stops the turn under way, and only that; when idle, goes back to the prompt.

        Pressed twice in the idle prompt, it offers to go back to an earlier turn.
        """
        if self.talk.close_choices():
            return
        prompt, escaped = self.talk.prompt, self._escaped
        self._escaped = False
        if self.busy and self._engine is not None:
            self._engine.cancel()
        elif escaped:
            self.action_command("back")
        elif prompt.has_focus and self.script is not None:
            self._escaped = True
            self.notify("esc again goes back to an earlier turn")
        else:
            prompt.focus()

    @on(TextArea.Changed)
    def _forget_escape(self) -> None:
        """Whoever types goes on: another Esc is a first one."""
        self._escaped = False
