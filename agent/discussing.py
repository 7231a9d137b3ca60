"""A turn with a director that works through tool calls and sees what comes of them."""

from __future__ import annotations

from collections.abc import Generator

from agent.desk import ProjectDesk
from agent.director import ConversingDirector, Request
from agent.remembering import remember
from agent.studio import Studio
from agent.telling import affected
from agent.travelling import clip_of
from agent.turn import Drawn, Turn, joined, kept, not_achieved, unchanged, undrawn
from schemas.edits import EditBatch
from schemas.errors import DirectorError
from schemas.events import Event, RevisionMade
from schemas.reports import ReviseReport
from schemas.revisions import Revision


def discussed(
    studio: Studio, turn: Turn, director: ConversingDirector
) -> Generator[Event, None, ReviseReport]:
    """Lets `director` work, and commits at the end what it has done.

    Raises:
        DirectorError: the director failed, or neither changed nor said anything.
        RenderError: a still or the clip could not be made; the revision stays.
    """
    desk = ProjectDesk(studio, turn)
    request = Request(
        words=turn.request,
        memory=remember(studio.project.transcript.list()),
        vocabulary=studio.renderer.capabilities().vocabulary,
    )
    words = yield from director.converse(request, desk)
    changed = desk.work.script != turn.head.script
    if not changed and not words:
        raise DirectorError(
            f"the director {director.id!r} neither changed nor said anything",
            hint="try other words or another director",
        )
    reply = words or "Done."
    studio.project.transcript.add("user", turn.request, turn.head.number)
    if not changed:
        return unchanged(studio, turn, joined(reply, not_achieved(desk.broken())))
    before = desk.pictures.before
    revision = _committed(studio, turn, desk)
    if desk.pictures.declined is not None or not desk.work.edits:
        return (yield from _undrawn(studio, turn, desk, revision, reply))
    drawn = Drawn(before, frozenset(desk.pictures.rendered), desk.pictures.seconds)
    return (yield from kept(studio, turn, revision, reply, drawn))


def _committed(studio: Studio, turn: Turn, desk: ProjectDesk) -> Revision:
    revisions = studio.project.revisions
    for command in desk.work.travels:
        revisions.undo() if command.op == "undo" else revisions.redo()
    if not desk.work.edits:
        return revisions.head()
    batch = EditBatch(base=revisions.head().number, edits=desk.work.edits)
    return revisions.commit(batch, turn.scope, turn.request)


def _undrawn(
    studio: Studio, turn: Turn, desk: ProjectDesk, revision: Revision, reply: str
) -> Generator[Event, None, ReviseReport]:
    """The end of a turn that only went back or forth, or may not render: no take is made."""
    changed = affected(turn.head.script, revision.script)
    yield RevisionMade(number=revision.number, summary=revision.summary, changed=changed)
    declined = desk.pictures.declined
    notice = "" if declined is None else f"{declined.message}; {declined.hint}."
    report = undrawn(studio, turn, revision, joined(reply, notice))
    return report.model_copy(update={"clip": clip_of(studio, revision)})
