"""One conversational turn: a request becomes edits inside its scope, proved and measured."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.director import Answer
from agent.locking import without_locked
from agent.measuring import facts_of, luma_under
from agent.strengthening import strengthened
from agent.studio import Studio
from agent.taking import make_take
from agent.telling import affected, brightness_notice, locked_notice, spared_reply
from agent.travelling import clip_of, redo, undo
from schemas.edits import Edit, EditBatch, Redo, Undo
from schemas.errors import DirectorError, LockedFrame
from schemas.events import (
    Event,
    FactsMeasured,
    Reply,
    RevisionMade,
    ScopeRead,
)
from schemas.reports import PhaseSeconds, ReviseReport
from schemas.revisions import Revision, Scope
from schemas.script import FrameId
from tools.script.edits import apply_edits
from tools.script.scope import read_scope


@dataclass(frozen=True)
class _Turn:
    """What a turn starts from."""

    request: str
    head: Revision
    scope: Scope
    started: float
    decided: float
    """When the director had answered."""


def revise(studio: Studio, request: str) -> Generator[Event, None, ReviseReport]:
    """Does what `request` asks, and nothing else.

    Raises:
        ScopeError: the request names a frame that does not exist.
        ScriptError: the edits are not possible; nothing was changed.
        DirectorError: the director failed; nothing was changed.
        RenderError: a still or the clip could not be made; the revision stays, `render` resumes.
    """
    started = time.monotonic()
    head = studio.project.revisions.head()
    scope = read_scope(request, head.script)
    yield ScopeRead(scope=scope)
    vocabulary = studio.renderer.capabilities().vocabulary
    answer = studio.director.revise(head.script, request, scope, vocabulary)
    studio.project.transcript.add("user", request, head.number)
    turn = _Turn(request, head, scope, started, time.monotonic())
    report = yield from _answered(studio, turn, answer)
    studio.project.transcript.add("director", report.reply, report.revision)
    yield Reply(text=report.reply)
    return report


def _answered(studio: Studio, turn: _Turn, answer: Answer) -> Generator[Event, None, ReviseReport]:
    edits: list[Edit] = []
    for command in answer.commands:
        if isinstance(command, Undo | Redo):
            if len(answer.commands) > 1:
                raise DirectorError(
                    "the director mixed undo or redo with other edits",
                    hint="ask for one after the other",
                )
            return (yield from (undo if isinstance(command, Undo) else redo)(studio))
        edits.append(command)
    allowed, locked = without_locked(edits, turn.head.script)
    notice = locked_notice(locked, turn.head.script)
    if not allowed:
        return _unchanged(studio, turn, notice or answer.reply)
    luma = luma_under(studio, turn.head.script)
    batch = EditBatch(base=turn.head.number, edits=strengthened(allowed, turn.head.script, luma))
    before = studio.shown(turn.head.script)
    try:
        if apply_edits(turn.head.script, batch.edits, turn.scope) == turn.head.script:
            return _unchanged(studio, turn, _joined("That is how it is already.", notice))
        revision = studio.project.revisions.commit(batch, turn.scope, turn.request)
    except LockedFrame as error:
        return _unchanged(studio, turn, f"{error.message}; {error.hint}")
    reply = answer.reply
    if locked:
        reply = spared_reply(affected(turn.head.script, revision.script), revision.script, notice)
    return (yield from _kept(studio, turn, revision, before, reply))


def _kept(
    studio: Studio,
    turn: _Turn,
    revision: Revision,
    before: Mapping[FrameId, Path],
    reply: str,
) -> Generator[Event, None, ReviseReport]:
    changed = affected(turn.head.script, revision.script)
    yield RevisionMade(number=revision.number, summary=revision.summary, changed=changed)
    taken = yield from make_take(studio)
    after = studio.shown(revision.script)
    facts = facts_of((frame for frame in changed if frame in after), before, after)
    yield FactsMeasured(facts=facts)
    return ReviseReport(
        project=str(studio.project.folder),
        revision=revision.number,
        scope=turn.scope.ids,
        changed=changed,
        rendered=taken.rendered,
        reused=taken.reused,
        facts=facts,
        reply=_joined(reply, brightness_notice(facts, revision.script)),
        clip=str(taken.clip),
        seconds=PhaseSeconds(
            write=turn.decided - turn.started,
            render=taken.render_seconds,
            compose=taken.compose_seconds,
            total=time.monotonic() - turn.started,
        ),
    )


def _unchanged(studio: Studio, turn: _Turn, reply: str) -> ReviseReport:
    spent = time.monotonic() - turn.started
    return ReviseReport(
        project=str(studio.project.folder),
        revision=turn.head.number,
        scope=turn.scope.ids,
        changed=(),
        rendered=(),
        reused=tuple(frame.id for frame in turn.head.script.frames),
        facts=(),
        reply=reply,
        clip=clip_of(studio, turn.head),
        seconds=PhaseSeconds(write=spent, render=0.0, compose=0.0, total=spent),
    )


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
