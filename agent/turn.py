"""What every conversational turn starts from and ends with, whichever director answers."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from agent.drawing import approved_take
from agent.measuring import facts_of
from agent.promises import Promise, broken_promises, promises_of
from agent.studio import Studio
from agent.telling import affected, brightness_notice
from agent.travelling import clip_of
from schemas.errors import RenderDeclined
from schemas.events import Event, FactsMeasured, RevisionMade
from schemas.reports import PhaseSeconds, ReviseReport
from schemas.revisions import Revision, Scope
from schemas.script import FrameId, FrameScript


@dataclass(frozen=True)
class Turn:
    """What a turn starts from."""

    request: str
    head: Revision
    scope: Scope
    started: float = field(default_factory=time.monotonic)

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """What the request promises about the pictures that it is about."""
        return promises_of(self.request)


def unchanged(studio: Studio, turn: Turn, reply: str) -> ReviseReport:
    """The report of a turn that changed nothing."""
    head = studio.project.revisions.head()
    spent = time.monotonic() - turn.started
    return ReviseReport(
        project=str(studio.project.folder),
        revision=head.number,
        scope=turn.scope.ids,
        changed=(),
        rendered=(),
        reused=tuple(frame.id for frame in head.script.frames),
        facts=(),
        reply=reply,
        clip=clip_of(studio, head),
        seconds=PhaseSeconds(write=spent, render=0.0, compose=0.0, total=spent),
    )


@dataclass(frozen=True)
class Drawn:
    """The stills around a commit."""

    before: Mapping[FrameId, Path]
    """As shown when the turn began."""
    rendered: frozenset[FrameId] = frozenset()
    """Frames that got their new still before the commit."""
    seconds: float = 0.0
    """What rendering those took."""


def kept(
    studio: Studio, turn: Turn, revision: Revision, reply: str, drawn: Drawn
) -> Generator[Event, None, ReviseReport]:
    """Makes the take of a revision that was committed, and measures what changed.

    Args:
        studio: where.
        turn: what asked for it.
        revision: what was committed.
        reply: what the director says.
        drawn: what was there before, and what was rendered on the way.
    """
    decided = time.monotonic()
    changed = affected(turn.head.script, revision.script)
    yield RevisionMade(number=revision.number, summary=revision.summary, changed=changed)
    try:
        taken = yield from approved_take(studio)
    except RenderDeclined as error:
        return undrawn(studio, turn, revision, joined(reply, f"{error.message}; {error.hint}."))
    after = studio.shown(revision.script)
    facts = facts_of((frame for frame in changed if frame in after), drawn.before, after)
    yield FactsMeasured(facts=facts)
    rendered = {*drawn.rendered, *taken.rendered}
    broken = missed(turn, revision.script, drawn.before, after) if turn.promises else ()
    return ReviseReport(
        project=str(studio.project.folder),
        revision=revision.number,
        scope=turn.scope.ids,
        changed=changed,
        rendered=_in_order(revision, rendered),
        reused=_in_order(revision, {f.id for f in revision.script.frames} - rendered),
        facts=facts,
        reply=joined(reply, brightness_notice(facts, revision.script), not_achieved(broken)),
        clip=str(taken.clip),
        seconds=PhaseSeconds(
            write=decided - turn.started - drawn.seconds,
            render=taken.render_seconds + drawn.seconds,
            compose=taken.compose_seconds,
            total=time.monotonic() - turn.started,
        ),
    )


def undrawn(studio: Studio, turn: Turn, revision: Revision, reply: str) -> ReviseReport:
    """The report of a turn whose revision is committed, and whose stills nobody wanted rendered."""
    spent = time.monotonic() - turn.started
    return ReviseReport(
        project=str(studio.project.folder),
        revision=revision.number,
        scope=turn.scope.ids,
        changed=affected(turn.head.script, revision.script),
        rendered=(),
        reused=tuple(studio.shown(revision.script)),
        facts=(),
        reply=reply,
        clip="",
        seconds=PhaseSeconds(write=spent, render=0.0, compose=0.0, total=spent),
    )


def not_achieved(broken: Sequence[str]) -> str:
    """Says plainly what the stills do not show; empty: nothing."""
    return f"Not achieved: {'; '.join(broken)}." if broken else ""


def missed(
    turn: Turn,
    script: FrameScript,
    before: Mapping[FrameId, Path],
    after: Mapping[FrameId, Path],
) -> tuple[str, ...]:
    """A sentence for each frame that the request is about and that is not as it promised.

    Locked frames are not held against anybody.
    """
    asked = (f.id for f in script.frames if f.id in turn.scope.ids and not f.locked)
    facts = facts_of((frame for frame in asked if frame in after), before, after)
    return broken_promises(turn.promises, facts, script)


def joined(*sentences: str) -> str:
    """The sentences that are not empty."""
    return " ".join(sentence for sentence in sentences if sentence)


def _in_order(revision: Revision, frames: Set[FrameId]) -> tuple[FrameId, ...]:
    return tuple(frame.id for frame in revision.script.frames if frame.id in frames)
