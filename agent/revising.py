"""One conversational turn: a request becomes edits inside its scope, proved and measured."""

from __future__ import annotations

from collections.abc import Generator

from agent.deciding import decided
from agent.director import ConversingDirector
from agent.discussing import discussed
from agent.metering import metered
from agent.studio import Studio
from agent.turn import Turn
from schemas.errors import StoryreelError
from schemas.events import Event, Reply, ScopeRead, TurnFailed
from schemas.reports import ReviseReport
from tools.script.scope import read_scope


def revise(studio: Studio, request: str) -> Generator[Event, None, ReviseReport]:
    """Does what `request` asks, and nothing else.

    Closing the generator stops the turn within one piece of the director's answer, or one
    denoising step. Nothing of the turn is committed then, unless it was rendering its take already.

    Raises:
        ScopeError: the request names a frame that does not exist.
        ScriptError: the edits are not possible; nothing was changed.
        DirectorError: the director failed; nothing was changed.
        RenderError: a still or the clip could not be made; the revision stays, `render` resumes.
    """
    try:
        return (yield from metered(_answered(studio, request), studio.project.usage.add))
    except StoryreelError as error:
        yield TurnFailed(kind=error.kind, message=error.message, hint=error.hint)
        raise


def _answered(studio: Studio, request: str) -> Generator[Event, None, ReviseReport]:
    head = studio.project.revisions.head()
    turn = Turn(request, head, read_scope(request, head.script))
    yield ScopeRead(scope=turn.scope)
    if isinstance(studio.director, ConversingDirector):
        report = yield from discussed(studio, turn, studio.director)
    else:
        report = yield from decided(studio, turn, studio.director)
    studio.project.transcript.add("director", report.reply, report.revision)
    yield Reply(text=report.reply)
    return report
