"""A desk without a project: the script is edited in memory and nothing is drawn."""

from __future__ import annotations

from collections.abc import Generator

from agent.conversing.director import ToolCallingDirector
from agent.director import Answer, Request
from agent.remembering import Memory
from schemas.events import Event
from schemas.script import FrameScript
from schemas.vocabulary import Vocabulary
from tools.script.scope import read_scope
from tools.toolbox.operations import EditScript, Operation, Travel
from tools.toolbox.workpiece import Workpiece


class OnePast:
    """The same script before the current one, and after it."""

    def __init__(self, script: FrameScript) -> None:
        self._script = script

    def undo(self) -> FrameScript:
        return self._script

    def redo(self) -> FrameScript:
        return self._script


class MemoryDesk:
    """Edits and travels as in a project whose current revision is the first."""

    def __init__(
        self, script: FrameScript, request: str, vocabulary: Vocabulary | None = None
    ) -> None:
        scope = read_scope(request, script)
        self.work = Workpiece(script, 1, scope, vocabulary, OnePast(script))

    def state(self) -> Generator[Event, None, str]:
        yield from ()
        return self.work.state()

    def operate(self, operation: Operation) -> Generator[Event, None, str]:
        yield from ()
        match operation:
            case EditScript():
                return "\n".join(self.work.edit(operation.base, lambda: (operation.edit,)))
            case Travel():
                return "\n".join(self.work.travel(operation.command))
            case _:
                return "There are no pictures."

    def objection(self) -> Generator[Event, None, str]:
        yield from ()
        return ""


def answered(
    director: ToolCallingDirector,
    script: FrameScript,
    request: str,
    vocabulary: Vocabulary | None = None,
    memory: Memory | None = None,
) -> tuple[Answer, list[Event]]:
    """What a director makes of a request, and the events on the way."""
    desk = MemoryDesk(script, request, vocabulary)
    asked = Request(words=request, memory=memory or Memory(), vocabulary=vocabulary)
    events: list[Event] = []
    work = director.converse(asked, desk)
    while True:
        try:
            events.append(next(work))
        except StopIteration as done:
            commands = (*desk.work.travels, *desk.work.edits)
            return Answer(commands=commands, reply=done.value), events
