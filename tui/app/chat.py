"""The chat: a terminal app around one engine thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import ClassVar, TypeVar

from textual import on
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus
from textual.screen import Screen
from textual.widgets import Static, TextArea

from schemas.errors import StoryreelError, UsageError
from schemas.reports import ShowReport
from schemas.script import FrameScript
from schemas.settings import Settings
from tui.app import commands, mentions
from tui.app.board import Board
from tui.app.conversation import Conversation, Said, Turn
from tui.app.engine import (
    Engine,
    ProjectOpened,
    ProjectSeen,
    Start,
    TurnEnded,
    TurnReported,
)
from tui.app.entries import Trouble, as_markdown
from tui.app.history import PromptHistory
from tui.app.projects import projects_below
from tui.app.screens import FrameScreen, HelpScreen, ProjectsScreen
from tui.app.turns import Job, Turns
from tui.app.welcome import EXAMPLE, FOLLOW_UP, welcome
from tui.player.clip import take_clip
from tui.player.player import Player
from tui.player.terminal import Terminal
from tui.player.theatre import Theatre
from tui.widgets.completion import Choice, Completions
from tui.widgets.messages import WorkCard
from tui.widgets.panel import PanelCard, Sketch
from tui.widgets.prompt import Prompt
from tui.widgets.status import Status, StatusLine
from tui.widgets.storyboard import Storyboard
from tui.widgets.transcript import Transcript

Result = TypeVar("Result")

_WIDTHS = ((0, "-narrow"), (72, "-medium"), (110, "-wide"), (160, "-huge"))
_HEIGHTS = ((0, "-short"), (16, "-normal"), (36, "-tall"))
"""Least columns and rows, and the class that the style sheet knows them by."""

_CLOSING_SECONDS = 3.0
"""How long leaving waits for the engine to free the project's lock."""


class ChatApp(App[str]):
    """The chat. Its result is what to print once the terminal is as it was.

    Args:
        begin: makes the conversation, in the engine's thread.
        sketch: draws a frame that has no still yet.
        settings: the user's.
        opening: a project folder to open first; None starts with the greeting.
        terminal: what it can show.
    """

    CSS_PATH = Path(__file__).with_name("chat.tcss")
    TITLE = "storyreel"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop_or_return", "stop", show=False),
        *(
            Binding(each.key, each.action, each.summary, show=False, priority=True)
            for each in commands.COMMANDS
            if each.key
        ),
    ]

    def __init__(
        self,
        begin: Callable[[], Conversation],
        sketch: Sketch,
        settings: Settings,
        opening: Path | None,
        terminal: Terminal,
    ) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = list(_WIDTHS)
        self.VERTICAL_BREAKPOINTS = list(_HEIGHTS)
        self._begin = begin
        self._sketch = sketch
        self._settings = settings
        self._opening = opening
        self._terminal = terminal
        self._engine: Engine | None = None
        self._board = Board()
        self._script: FrameScript | None = None
        self._pointed: int | None = None
        self._card: WorkCard | None = None
        self._turns = Turns(self._index_of)

    def compose(self) -> ComposeResult:
        """The talk beside the stage, above the status line."""
        found = projects_below(self._settings.folders.data / "projects")
        history = PromptHistory(self._settings.folders.state / "prompts.jsonl")
        director, renderer = self._settings.director, self._settings.renderer
        with Horizontal(id="body"):
            with Vertical(id="talk"):
                with Transcript(id="transcript"):
                    yield Static(welcome(director, renderer, found), id="welcome")
                yield Static("", id="queue", markup=False)
                yield Completions()
                yield Prompt(history, EXAMPLE)
            with Vertical(id="stage"):
                yield Player(self._terminal, id="player")
                yield Storyboard(self._sketch, id="storyboard")
        yield StatusLine(Status(director, renderer))

    def on_mount(self) -> None:
        """Starts the engine's thread; models load at the first turn."""
        self.screen.add_class("-empty", "-unplayed")
        self._engine = Engine(self._begin, self.post_message)
        self.query_one(Prompt).focus()
        self.set_interval(1.0, self._tell_status)
        if self._opening is not None:
            self._open_project(self._opening)

    def on_unmount(self) -> None:
        """Stops the turn under way and frees the project's lock."""
        if self._engine is not None:
            self._engine.close(_CLOSING_SECONDS)

    # Turns

    def _submit(self, words: str, start: Callable[[], Start]) -> None:
        self._queue(Job(words, lambda engine: engine.do(start())))

    def _open_project(self, folder: Path) -> None:
        self._queue(Job(f"/open {folder.name}", lambda engine: engine.open(folder)))

    def _queue(self, job: Job) -> None:
        self._turns.waiting.append(job)
        self._next_turn()

    def _next_turn(self) -> None:
        job = self._turns.next()
        if job is not None and self._engine is not None:
            transcript = self.query_one(Transcript)
            transcript.add(Said("user", job.words))
            card = transcript.add(self._turns.work)
            self._card = card if isinstance(card, WorkCard) else None
            transcript.go_to_end()
            self.query("#welcome").remove()
            job.begin(self._engine)
        self._tell_queue()

    def on_turn_reported(self, message: TurnReported) -> None:
        """Shows what happened on card, board and status line."""
        self._turns.watch(message.event)
        self._tell_card()
        self._show_board(self._board.after(message.event))
        self._tell_status()

    def on_project_seen(self, message: ProjectSeen) -> None:
        """Shows what the project holds now."""
        self._see(message.report)

    def on_project_opened(self, message: ProjectOpened) -> None:
        """Shows another project: what was said, its board, its newest take."""
        self._turns.end(None)
        self._see(message.report)
        self.query_one(Transcript).replace(message.said)
        self.query_one(Player).clear()
        if message.report.takes:
            self._play(Path(message.report.takes[-1].clip))
        self._next_turn()

    def on_turn_ended(self, message: TurnEnded) -> None:
        """Tells the outcome, plays the new take, and goes on with the queue."""
        transcript = self.query_one(Transcript)
        for entry in self._turns.end(message.outcome):
            transcript.add(entry)
        self._tell_card()
        if self._card is not None and not self._turns.work.lines:
            self._card.display = False
        self._show_board(self._board.at_rest())
        clip = getattr(message.outcome, "clip", "")
        if clip:
            self._play(Path(clip))
        if not self.app_focus:
            self.bell()
        self._next_turn()

    def on_player_failed(self, message: Player.Failed) -> None:
        """Says why a clip cannot be shown."""
        self.query_one(Transcript).add(Trouble(message.error.message, message.error.hint))

    # What is shown

    def _see(self, report: ShowReport) -> None:
        self._script = report.script
        self._show_board(Board.of(report))
        self.query_one(Prompt).placeholder = FOLLOW_UP

    def _show_board(self, board: Board) -> None:
        if board != self._board:
            self._board = board
            self.query_one(Storyboard).tell(board)
            self.screen.set_class(not board.panels, "-empty")

    def _play(self, path: Path) -> None:
        self.screen.remove_class("-unplayed")
        self.query_one(Player).load(take_clip(path))

    def _tell_card(self) -> None:
        if self._card is not None:
            self._card.tell(self._turns.work.lines)

    def _tell_queue(self) -> None:
        waiting = self._turns.waiting
        queue = self.query_one("#queue", Static)
        queue.set_class(bool(waiting), "-some")
        lines = [f"… next: {job.words}" for job in waiting[-3:]]
        queue.update("\n".join([*lines, "  backspace takes the last one back"]))
        self._tell_status()

    def _tell_status(self) -> None:
        board, turns = self._board, self._turns
        self.query_one(StatusLine).tell(
            Status(
                director=self._settings.director,
                renderer=self._settings.renderer,
                title=board.title,
                revision=board.revision,
                take=board.take,
                doing=turns.doing,
                queued=len(turns.waiting),
                seconds=int(turns.seconds) if turns.doing else 0,
            )
        )

    def _index_of(self, frame: str) -> int | None:
        panel = self._board.panel(frame)
        return None if panel is None else panel.index

    # The prompt

    def on_prompt_sent(self, message: Prompt.Sent) -> None:
        """A command, a premise, or a request."""
        try:
            command = commands.parse(message.text)
        except UsageError as error:
            self._complain(error)
            return
        if command is not None:
            getattr(self, f"action_{command[0].action}")(command[1])
        else:
            self._submit(message.text, lambda: self._start_of(message.text))

    def _start_of(self, text: str) -> Start:
        script = self._script
        if script is None:
            return _making(text)
        return _revising(mentions.spelled_out(text, script, self._looked_at))

    @property
    def _looked_at(self) -> int | None:
        return self._pointed or self.query_one(Player).index

    def on_prompt_taken_back(self, message: Prompt.TakenBack) -> None:
        """The newest of the queue goes back into the prompt."""
        if self._turns.waiting:
            self.query_one(Prompt).fill(self._turns.waiting.pop().words)
            self._tell_queue()

    def on_prompt_cut_short(self, message: Prompt.CutShort) -> None:
        """Says that a paste was too long."""
        self.notify(
            f"{message.length:,} characters were pasted; the first 2,000 were kept, which is the "
            "most that a premise or a request may have",
            severity="warning",
        )

    @on(TextArea.Changed)
    def _offer(self, message: TextArea.Changed) -> None:
        prompt, completions = self.query_one(Prompt), self.query_one(Completions)
        completions.offer(self._choices(prompt.text))
        prompt.choosing = completions.chosen is not None

    def _choices(self, text: str) -> list[Choice]:
        found = commands.completions(text)
        if found and not (len(found) == 1 and text == f"/{found[0].name}"):
            return [
                Choice(
                    f"/{each.name}{' ' if each.argument else ''}",
                    f"/{each.name} {each.argument}".rstrip(),
                    each.summary,
                )
                for each in found
            ]
        begun = mentions.typing(text)
        if begun is None:
            return []
        stem = text[: len(text) - len(begun)]
        return [
            Choice(f"{stem}{panel.index} ", f"@{panel.index}", panel.frame.action)
            for panel in self._board.panels
            if str(panel.index).startswith(begun) and str(panel.index) != begun
        ]

    def on_prompt_stepped(self, message: Prompt.Stepped) -> None:
        """Another completion."""
        self.query_one(Completions).step(message.places)

    def on_prompt_completing(self, message: Prompt.Completing) -> None:
        """Takes the highlighted completion."""
        chosen = self.query_one(Completions).chosen
        prompt = self.query_one(Prompt)
        if chosen is None:
            self.screen.focus_next()
            return
        prompt.fill(chosen.text)
        if message.send and not chosen.text.endswith(" "):
            prompt.choosing = False
            prompt.action_send()

    # Panels and player

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A panel in focus is "this frame"."""
        card = self.query_one(Storyboard).focused_card
        if card is not None:
            self._pointed = card.panel.index

    def on_player_frame_shown(self, message: Player.FrameShown) -> None:
        """Marks the panel on the player; a paused frame is "this frame"."""
        boards = self.query(Storyboard)
        if not boards:
            # A frame may be told of while the app closes.
            return
        boards.first().playing = message.index
        if not self.query_one(Player).head.playing:
            self._pointed = message.index

    def on_panel_card_pressed(self, message: PanelCard.Pressed) -> None:
        """Does what the user wants of a panel; changes go through the engine as requests."""
        panel = message.panel
        match message.wish:
            case "open":
                self.action_command_show(str(panel.index))
            case "play":
                self.query_one(Player).action_go(panel.index)
            case "mention":
                prompt = self.query_one(Prompt)
                prompt.fill(f"{prompt.text}@{panel.index} ")
                prompt.focus()
            case wish:
                request = _request(wish, panel.index, len(self._board.panels), panel.frame.locked)
                if request:
                    self._submit(request, lambda: _revising(request))

    def action_stop_or_return(self) -> None:
        """Stops the turn under way, and only that; when idle, goes back to the prompt."""
        prompt = self.query_one(Prompt)
        if prompt.choosing:
            self.query_one(Completions).offer(())
            prompt.choosing = False
        elif self._turns.running is not None and self._engine is not None:
            self._engine.cancel()
        else:
            prompt.focus()

    # Commands

    def action_command_new(self, argument: str = "") -> None:
        """Starts another storyboard, at once if a premise is given."""
        if argument:
            self._submit(f"/new {argument}", lambda: _making(argument))
            return
        self._script = None
        self._show_board(Board())
        self.query_one(Player).clear()
        self.screen.add_class("-unplayed")
        self.query_one(Transcript).replace(())
        self.query_one(Prompt).placeholder = EXAMPLE

    def action_command_open(self, argument: str = "") -> None:
        """Lists earlier storyboards."""
        found = projects_below(self._settings.folders.data / "projects")
        if not found:
            self._complain(
                UsageError("there is no earlier storyboard", hint="type a premise to make one")
            )
            return
        self._cover(ProjectsScreen(found), self._opened)

    def _opened(self, folder: Path | None) -> None:
        if folder is not None:
            self._open_project(folder)

    def action_command_undo(self, argument: str = "") -> None:
        """One change back."""
        self._submit("/undo", lambda: _undo)

    def action_command_redo(self, argument: str = "") -> None:
        """The last undo back."""
        self._submit("/redo", lambda: _redo)

    def action_command_render(self, argument: str = "") -> None:
        """What is stale or missing."""
        self._submit("/render", lambda: _render)

    def action_command_show(self, argument: str = "") -> None:
        """Opens a frame large."""
        index = argument.lstrip("@") or str(self._looked_at or 1)
        if not index.isdecimal() or not 1 <= int(index) <= len(self._board.panels):
            self._complain(
                UsageError(
                    f"there is no frame {index} to show",
                    hint=f"the storyboard has {len(self._board.panels)} frames",
                )
            )
            return
        self._cover(FrameScreen(self._board.panels, int(index), self._sketch))

    def action_command_play(self, argument: str = "") -> None:
        """Plays on the whole screen."""
        clip = self.query_one(Player).clip
        if clip is None:
            self._complain(
                UsageError("there is no clip to play yet", hint="type a premise, or /render")
            )
            return
        self._cover(Theatre(clip, self._terminal))

    def action_command_export(self, argument: str = "") -> None:
        """Writes talk and script as Markdown."""
        folder = self._board.project or Path.cwd()
        target = (folder / (argument or "transcript.md")).expanduser()
        text = as_markdown(self.query_one(Transcript).entries, self._script)
        try:
            target.write_text(text, encoding="utf-8")
        except OSError as error:
            self._complain(
                UsageError(
                    f"cannot write {str(target)!r}: {error.strerror}",
                    hint="name another file: /export FILE",
                )
            )
            return
        self.notify(f"written: {target}", markup=False)

    def action_command_theme(self, argument: str = "") -> None:
        """Chooses the colours."""
        self.search_themes()

    def action_command_help(self, argument: str = "") -> None:
        """The keys and commands."""
        if not isinstance(self.screen, HelpScreen):
            self._cover(HelpScreen())

    def action_command_quit(self, argument: str = "") -> None:
        """Leaves; what was finished is kept."""
        project = self._board.project
        self.exit("" if project is None else str(project))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette offers the slash commands, too."""
        for each in commands.COMMANDS:
            run = getattr(self, f"action_{each.action}")
            yield SystemCommand(f"/{each.name}", each.summary, run)
        yield SystemCommand("screenshot", "write the screen as SVG", self.deliver_screenshot)

    def _cover(
        self, screen: Screen[Result], chosen: Callable[[Result | None], None] | None = None
    ) -> None:
        """Opens `screen` over the chat; the player rests until it is closed."""
        player = self.query_one(Player)

        def closed(result: Result | None) -> None:
            player.wake()
            if chosen is not None:
                chosen(result)

        player.rest()
        self.push_screen(screen, closed)

    def _complain(self, error: StoryreelError) -> None:
        self.query_one(Transcript).add(Trouble(error.message, error.hint))


def _request(wish: str, index: int, frames: int, locked: bool) -> str:
    """The words that ask for what a panel's key means; empty where there is nothing to do."""
    match wish:
        case "lock":
            return f"{'unlock' if locked else 'lock'} frame {index}"
        case "earlier" if index > 1:
            return f"swap frames {index - 1} and {index}"
        case "later" if index < frames:
            return f"swap frames {index} and {index + 1}"
        case "remove" if frames > 1:
            return f"remove frame {index}"
        case _:
            return ""


def _making(premise: str) -> Start:
    return lambda conversation: conversation.make(premise)


def _revising(request: str) -> Start:
    return lambda conversation: conversation.revise(request)


def _undo(conversation: Conversation) -> Turn:
    return conversation.undo()


def _redo(conversation: Conversation) -> Turn:
    return conversation.redo()


def _render(conversation: Conversation) -> Turn:
    return conversation.render()
