"""Going back and forth between revisions, in script and pictures, without rendering."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from functools import partial

from agent.studio import Studio, keys_of
from agent.telling import affected
from schemas.events import Event, Reply, RevisionMade
from schemas.reports import PhaseSeconds, ReviseReport
from schemas.revisions import Revision
from tools.compose.takes import CLIP, take_folder


def undo(studio: Studio, steps: int = 1) -> Generator[Event, None, ReviseReport]:
    """Goes changes back, all or none.

    Args:
        studio: with the project.
        steps: how many; at least 1.

    Raises:
        NothingToUndo: there are fewer.
    """
    return (yield from _travel(studio, partial(studio.project.revisions.undo, steps), "Undone"))


def redo(studio: Studio, steps: int = 1) -> Generator[Event, None, ReviseReport]:
    """Takes undos back, all or none.

    Args:
        studio: with the project.
        steps: how many; at least 1.

    Raises:
        NothingToUndo: fewer were undone since the last change.
    """
    return (yield from _travel(studio, partial(studio.project.revisions.redo, steps), "Redone"))


def go_on_after(
    studio: Studio, utterance: int | None
) -> Generator[Event, None, ReviseReport | None]:
    """Takes the conversation, the script and its stills to where an utterance was the last.

    What is said next begins a branch of its own; the one that was left can be gone on with in the
    same way. Nothing is lost.

    Args:
        studio: with the project.
        utterance: number of what was said last; None goes to before the first request.

    Returns:
        What that did; None where the script was as it is now.

    Raises:
        UsageError: nothing was said under that number.
    """
    project = studio.project
    said = None if utterance is None else project.transcript.get(utterance)
    target = 1 if said is None or said.revision is None else said.revision
    # The script first: where a kill comes between the two, it is one undo away.
    report = None
    if project.revisions.get(target).equals != project.revisions.head().equals:
        go = partial(project.revisions.restore, target)
        report = yield from _travel(studio, go, "Back")
    project.transcript.go_to(utterance)
    return report


def _travel(
    studio: Studio, go: Callable[[], Revision], word: str
) -> Generator[Event, None, ReviseReport]:
    started = time.monotonic()
    old = studio.project.revisions.head()
    # A renderer that is damaged must be noticed before anything is undone.
    studio.renderer.capabilities()
    new = go()
    changed = affected(old.script, new.script)
    yield RevisionMade(number=new.number, summary=new.summary, changed=changed)
    reply = _reply(studio, new, word)
    yield Reply(text=reply)
    spent = time.monotonic() - started
    return ReviseReport(
        project=str(studio.project.folder),
        revision=new.number,
        scope=changed,
        changed=changed,
        rendered=(),
        reused=tuple(frame.id for frame in new.script.frames),
        facts=(),
        reply=reply,
        clip=clip_of(studio, new),
        seconds=PhaseSeconds(write=spent, render=0.0, compose=0.0, total=spent),
    )


def clip_of(studio: Studio, revision: Revision) -> str:
    """The newest clip that shows the script of `revision`; empty if none was made of it."""
    for take in reversed(studio.project.takes.list()):
        shown = studio.project.revisions.get(take.revision)
        if shown.equals == revision.equals:
            return str(take_folder(studio.project.folder, take.number) / CLIP)
    return ""


def _reply(studio: Studio, new: Revision, word: str) -> str:
    text = f"{word}: the script is as in revision {new.equals}."
    stills = studio.stills
    if not all(stills.has(key) for key in keys_of(studio.plan(new.script)).values()):
        return f"{text} Some stills are not rendered; `storyreel render` makes them."
    return text
