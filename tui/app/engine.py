"""Runs the conversation in one thread of its own, so that the terminal never waits for a model.

One thread, because the project's database connection belongs to the thread that opened it, and
because two turns must not change one script at the same time: they queue.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar

from textual.message import Message

from agent.approving import Approve
from schemas.errors import StoryreelError
from schemas.events import Event, RevisionMade
from schemas.reports import MakeReport, ReviseReport, ShowReport
from tui.app.conversation import Conversation, Crew, Said, Turn
from tui.app.gate import Gate

Result = TypeVar("Result")

Start = Callable[[Conversation], Turn]
"""Begins a turn."""

Begin = Callable[[Approve], Conversation]
"""Makes the conversation, given who approves what a render costs."""


class TurnReported(Message):
    """Something happened in the turn under way."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event


class ProjectSeen(Message):
    """What the project holds now, and who works on it."""

    def __init__(self, report: ShowReport, crew: Crew) -> None:
        super().__init__()
        self.report = report
        self.crew = crew


class ProjectOpened(Message):
    """Another project is open, with what was said about it before."""

    def __init__(self, report: ShowReport, crew: Crew, said: Sequence[Said]) -> None:
        super().__init__()
        self.report = report
        self.crew = crew
        self.said = said


class ProjectLeft(Message):
    """No project is open any more."""


class Answered(Message):
    """What was asked of the conversation is known; `tell` passes it on in the app's thread."""

    def __init__(self, tell: Callable[[], None]) -> None:
        super().__init__()
        self.tell = tell


class Refused(Message):
    """What was asked of the conversation cannot be had."""

    def __init__(self, error: StoryreelError) -> None:
        super().__init__()
        self.error = error


class TurnEnded(Message):
    """The turn under way is over.

    Attributes:
        outcome: its report; an error that ended it; None where the user stopped it.
    """

    def __init__(self, outcome: MakeReport | ReviseReport | StoryreelError | None) -> None:
        super().__init__()
        self.outcome = outcome


class Engine:
    """The thread and its queue.

    Args:
        begin: makes the conversation, given who approves renders; called in the thread, at the
            first turn, because it loads what the models need.
        post: hands a message to the app; callable from any thread.
    """

    def __init__(self, begin: Begin, post: Callable[[Message], object]) -> None:
        self._begin = begin
        self._post = post
        self._work: queue.SimpleQueue[Callable[[Conversation], None] | None] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()

    def do(self, start: Start) -> None:
        """Queues a turn."""
        self._work.put(lambda conversation: self._turn(conversation, start))

    def open(self, folder: Path) -> None:
        """Queues the opening of a project."""

        def opening(conversation: Conversation) -> None:
            conversation.open(folder)
            report, crew = conversation.report(), conversation.crew()
            self._post(ProjectOpened(report, crew, conversation.said()))

        self._work.put(opening)

    def leave(self) -> None:
        """Queues the leaving of the open project."""

        def leaving(conversation: Conversation) -> None:
            conversation.close()
            self._post(ProjectLeft())

        self._work.put(leaving)

    def ask(
        self, question: Callable[[Conversation], Result], answered: Callable[[Result], None]
    ) -> None:
        """Queues a question that is no turn: nothing is told of it in the talk.

        Args:
            question: asks the conversation, in the engine's thread.
            answered: gets the answer, in the app's thread.
        """

        def asking(conversation: Conversation) -> None:
            try:
                answer = question(conversation)
            except StoryreelError as error:
                self._post(Refused(error))
            else:
                self._post(Answered(partial(answered, answer)))

        self._work.put(asking)

    def cancel(self) -> None:
        """Stops the turn under way at its next event; those in the queue stay."""
        self._stop.set()

    def close(self, seconds: float) -> None:
        """Stops the turn under way and ends the thread; waits at most `seconds` for it."""
        self._stop.set()
        self._work.put(None)
        self._thread.join(seconds)

    def _run(self) -> None:
        conversation: Conversation | None = None
        while (work := self._work.get()) is not None:
            self._stop.clear()
            try:
                conversation = conversation or self._begin(Gate(self._post, self._stop))
                work(conversation)
            except StoryreelError as error:
                self._post(TurnEnded(error))
            except Exception as error:  # The chat must outlive whatever a turn does.
                self._post(TurnEnded(_unexpected(error)))
        if conversation is not None:
            conversation.close()

    def _turn(self, conversation: Conversation, start: Start) -> None:
        with closing(start(conversation)) as turn:
            while not self._stop.is_set():
                try:
                    event = next(turn)
                except StopIteration as done:
                    self._post(ProjectSeen(conversation.report(), conversation.crew()))
                    self._post(TurnEnded(done.value))
                    return
                self._post(TurnReported(event))
                if isinstance(event, RevisionMade):
                    self._post(ProjectSeen(conversation.report(), conversation.crew()))
        self._post(TurnEnded(None))


def _unexpected(error: Exception) -> StoryreelError:
    return StoryreelError(
        f"unexpected {type(error).__name__}: {error}",
        hint="what was finished is kept; `storyreel --debug render` on the project shows details",
    )
