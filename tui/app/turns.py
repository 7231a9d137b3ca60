"""Turns that wait, and the one under way, as the chat sees them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from schemas.errors import StoryreelError
from schemas.events import Event
from schemas.reports import MakeReport, ReviseReport
from tui.app.engine import Engine
from tui.app.entries import Entry, Speech, Trouble, Work
from tui.app.streaming import Listener
from tui.app.worklog import WorkLog


@dataclass(frozen=True)
class Job:
    """Something for the engine to do."""

    words: str
    """What the user typed, or the command that stands for it."""
    typed: str
    """What goes back into the prompt if it is taken back; empty: it did not come from there."""
    begin: Callable[[Engine], None]
    """Hands it to the engine; called when it is its turn, and decides then what it means."""
    refused: Callable[[], None] = lambda: None
    """Called where it ended by an error: keeps what would have to be typed again."""


@dataclass
class Turns:
    """The queue and the turn under way.

    Args:
        index_of: the 1-based index that a frame has now.
        clock: seconds, monotonic.
    """

    index_of: Callable[[str], int | None]
    clock: Callable[[], float] = time.monotonic
    waiting: list[Job] = field(default_factory=list[Job])
    running: Job | None = None
    work: Work = field(default_factory=lambda: Work([]))
    """What the turn under way has done so far."""

    def __post_init__(self) -> None:
        self._log = WorkLog(self.index_of, self.clock)
        self._listener = Listener()
        self._since = self.clock()

    @property
    def speech(self) -> Speech | None:
        """What the director has said in the turn under way so far; None: nothing yet."""
        return self._listener.speech

    @property
    def doing(self) -> str:
        """What the turn under way does, in a few words; empty when idle."""
        if self.running is None:
            return ""
        return self._log.now or "working"

    @property
    def seconds(self) -> float:
        """How long the turn under way has taken."""
        return self.clock() - self._since

    def next(self) -> Job | None:
        """Takes the oldest from the queue, unless one is under way."""
        if self.running is not None or not self.waiting:
            return None
        self.running = self.waiting.pop(0)
        self._log = WorkLog(self.index_of, self.clock)
        self.work = Work(self._log.lines)
        self._listener = Listener()
        self._since = self.clock()
        return self.running

    def take_back(self) -> str:
        """Takes the newest that was typed out of the queue; empty where there is none."""
        for job in reversed(self.waiting):
            if job.typed:
                self.waiting.remove(job)
                return job.typed
        return ""

    def watch(self, event: Event) -> bool:
        """Notes what happened; whether the director said something."""
        self._log.watch(event)
        return self._listener.watch(event)

    def end(self, outcome: MakeReport | ReviseReport | StoryreelError | None) -> list[Entry]:
        """The turn under way is over; returns what is left to tell."""
        job, self.running = self.running, None
        match outcome:
            case StoryreelError():
                self._log.end("")
                if job is not None:
                    job.refused()
                return [Trouble(outcome.message, outcome.hint)]
            case None:
                self._log.end("stopped; what was finished is kept")
                return []
            case MakeReport():
                self._log.end(f"{outcome.frames} frames in {outcome.seconds.total:.1f} s")
                return []
            case ReviseReport():
                self._log.end("")
                return [Speech(outcome.reply)] if self.speech is None else []
