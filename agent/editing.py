"""Edits that the user makes by hand: what a request goes through, without a director."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from agent.studio import Studio
from agent.turn import Drawn, Turn, kept
from schemas.edits import Edit, EditBatch
from schemas.events import Event, Reply
from schemas.reports import ReviseReport
from schemas.revisions import Scope
from tools.script.edits import apply_edits
from tools.toolbox.drawable import require_drawable


def edit(studio: Studio, edits: Sequence[Edit], words: str) -> Generator[Event, None, ReviseReport]:
    """Commits `edits` as one revision, renders what they made stale, and measures.

    The edits are taken as they are: a grade that the user set by hand is not strengthened.

    Args:
        studio: the open project.
        edits: what to do, in order.
        words: what the user did, as the transcript and the revision's summary tell it.

    Raises:
        LockedFrame: an edit touches a locked frame; nothing was changed.
        ScriptError: an edit is not possible or not drawable; nothing was changed.
        RenderError: a still or the clip could not be made; the revision stays, `render` resumes.
    """
    head = studio.project.revisions.head()
    # Edits by hand name their frames themselves, so there are no words to hold them against.
    scope = Scope(ids=tuple(frame.id for frame in head.script.frames), named=False)
    turn = Turn(words, head, scope)
    edited = apply_edits(head.script, edits, scope)
    touched = [frame for frame in edited.frames if frame not in head.script.frames]
    require_drawable(touched, studio.renderer.capabilities().vocabulary)
    before = studio.shown(head.script)
    batch = EditBatch(base=head.number, edits=tuple(edits))
    revision = studio.project.revisions.commit(batch, scope, words)
    studio.project.transcript.add("user", words, head.number)
    reply = f"Done by hand: {words}."
    report = yield from kept(studio, turn, revision, reply, Drawn(before))
    studio.project.transcript.add("director", report.reply, report.revision)
    yield Reply(text=report.reply)
    return report
