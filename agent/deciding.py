"""A turn with a director that decides at once: its edits are committed, drawn and measured."""

from __future__ import annotations

from collections.abc import Generator

from agent.director import Answer, Director
from agent.locking import without_locked
from agent.measuring import luma_under
from agent.strengthening import strengthened
from agent.studio import Studio
from agent.telling import affected, locked_notice, spared_reply
from agent.travelling import redo, undo
from agent.turn import Drawn, Turn, joined, kept, unchanged
from schemas.edits import Edit, EditBatch, Redo, Undo
from schemas.errors import DirectorError, LockedFrame
from schemas.events import Event
from schemas.reports import ReviseReport
from tools.script.edits import apply_edits


def decided(studio: Studio, turn: Turn, director: Director) -> Generator[Event, None, ReviseReport]:
    """Does what `director` makes of the request.

    Raises:
        ScriptError: the edits are not possible; nothing was changed.
        DirectorError: the director failed; nothing was changed.
        RenderError: a still or the clip could not be made; the revision stays.
    """
    vocabulary = studio.renderer.capabilities().vocabulary
    answer = director.revise(turn.head.script, turn.request, turn.scope, vocabulary)
    studio.project.transcript.add("user", turn.request, turn.head.number)
    edits: list[Edit] = []
    for command in answer.commands:
        if isinstance(command, Undo | Redo):
            if any(other != command for other in answer.commands):
                raise DirectorError(
                    "the director mixed undo or redo with other edits",
                    hint="ask for one after the other",
                )
            go = undo if isinstance(command, Undo) else redo
            return (yield from go(studio, len(answer.commands)))
        edits.append(command)
    return (yield from _edited(studio, turn, answer, edits))


def _edited(
    studio: Studio, turn: Turn, answer: Answer, edits: list[Edit]
) -> Generator[Event, None, ReviseReport]:
    head = turn.head
    allowed, locked = without_locked(edits, head.script)
    notice = locked_notice(locked, head.script)
    if not allowed:
        return unchanged(studio, turn, notice or answer.reply)
    luma = luma_under(studio, head.script)
    batch = EditBatch(base=head.number, edits=strengthened(allowed, head.script, luma))
    before = studio.shown(head.script)
    try:
        if apply_edits(head.script, batch.edits, turn.scope) == head.script:
            return unchanged(studio, turn, joined("That is how it is already.", notice))
        revision = studio.project.revisions.commit(batch, turn.scope, turn.request)
    except LockedFrame as error:
        return unchanged(studio, turn, f"{error.message}; {error.hint}")
    reply = answer.reply
    if locked:
        reply = spared_reply(affected(head.script, revision.script), revision.script, notice)
    return (yield from kept(studio, turn, revision, reply, Drawn(before)))
