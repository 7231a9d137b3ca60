"""One request, read into commands and a reply."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from agent.director import Answer
from agent.pocket.revising.answering import (
    cannot_draw,
    not_understood,
    nothing_to_change,
    read_question,
)
from agent.pocket.revising.asking import Asked, Wish, joined
from agent.pocket.revising.clauses import read_clauses
from agent.pocket.revising.filming import read_filming
from agent.pocket.revising.inserting import read_insertion
from agent.pocket.revising.lighting import read_grade
from agent.pocket.revising.structure import read_structure
from agent.pocket.revising.styling import read_style
from agent.pocket.revising.surroundings import read_surroundings
from agent.pocket.revising.telling_again import read_action
from agent.pocket.revising.things import read_things
from schemas.edits import FrameChange, GradeFrames, UpdateFrames
from schemas.script import Frame, FrameId

if TYPE_CHECKING:
    from agent.local.engine import Engine

_WANTED: Final = re.compile(
    r"\b(?:put|add|place|include|draw|bring|introduce|insert|want|need|replace .* (?:with|by))\s+"
    r"(?:in\s+)?(?:an?|the|some|two|three)?\s*(?P<thing>[\w'-]+(?: [\w'-]+)?)"
)


def revise(engine: Callable[[], Engine], asked: Asked) -> Answer:
    """What to do about a request, inside its scope; nothing where it is not understood.

    Args:
        engine: loads the model; called only where a sentence has to be written.
        asked: the request.
    """
    return (
        read_question(asked)
        or read_clauses(asked.request, asked.script)
        or read_structure(asked)
        or read_insertion(asked, engine)
        or read_style(asked)
        or _changed(asked)
        or _undrawable(asked)
        or not_understood(asked)
    )


def _changed(asked: Asked) -> Answer | None:
    """Changes of what the frames of the scope show."""
    action = read_action(asked)
    wishes = [action] if action else [*read_things(asked)]
    if not action:
        wishes += [*read_surroundings(asked), *read_filming(asked)]
    grade = None if action else read_grade(asked)
    if not wishes and grade is None:
        return None
    said = [*([grade[0]] if grade else []), *(wish.said for wish in wishes)]
    edits: list[UpdateFrames | GradeFrames] = [*_updates(asked.frames, wishes)]
    if grade is not None and asked.frames:
        edits.append(GradeFrames(ids=tuple(f.id for f in asked.frames), change=grade[1]))
    if not edits:
        return nothing_to_change(asked, joined(said))
    notes = [wish.note for wish in wishes if wish.note]
    return Answer(commands=tuple(edits), reply=" ".join([_reply(asked, edits, said), *notes]))


def _updates(frames: Sequence[Frame], wishes: Sequence[Wish]) -> list[UpdateFrames]:
    """One edit for all frames that change alike."""
    alike: list[tuple[dict[str, object], list[FrameId]]] = []
    for frame in frames:
        change = _merged([wish.changes(frame) for wish in wishes])
        same = next((ids for known, ids in alike if known == change), None)
        if same is not None:
            same.append(frame.id)
        elif change:
            alike.append((change, [frame.id]))
    return [
        UpdateFrames(ids=tuple(ids), changes=FrameChange.model_validate(change))
        for change, ids in alike
    ]


def _merged(changes: Iterable[dict[str, object]]) -> dict[str, object]:
    merged: dict[str, object] = {}
    for change in changes:
        merged |= change
    return merged


def _reply(asked: Asked, edits: Sequence[UpdateFrames | GradeFrames], said: Sequence[str]) -> str:
    touched = {frame for edit in edits for frame in edit.ids}
    frames = [frame for frame in asked.frames if frame.id in touched]
    name = asked.named(frames)
    return f"I changed {name}: {joined(said)}."


def _undrawable(asked: Asked) -> Answer | None:
    found = _WANTED.search(asked.text)
    if found is None or not asked.closed:
        return None
    return cannot_draw(asked, found["thing"])
