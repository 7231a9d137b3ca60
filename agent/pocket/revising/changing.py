"""Changes of what the frames of the scope show, as edits and a reply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.director import Answer
from agent.pocket.revising.answering import nothing_to_change
from agent.pocket.revising.asking import Asked, Wish, joined
from agent.pocket.revising.filming import read_filming
from agent.pocket.revising.lighting import read_grade
from agent.pocket.revising.surroundings import read_surroundings
from agent.pocket.revising.telling_again import read_action
from agent.pocket.revising.things import read_things
from schemas.edits import FrameChange, GradeFrames, UpdateFrames
from schemas.grade import GradeChange
from schemas.script import Frame, FrameId


def changed(asked: Asked) -> Answer | None:
    """The answer to a request for changes of what frames show; None where it asks for none."""
    action = read_action(asked)
    if action is not None:
        return changed_by(asked, [action])
    wishes = [*read_things(asked), *read_surroundings(asked), *read_filming(asked)]
    return changed_by(asked, wishes, read_grade(asked))


def changed_by(
    asked: Asked, wishes: Sequence[Wish], grade: tuple[str, GradeChange] | None = None
) -> Answer | None:
    """The answer that does what is wished for in every frame of the scope; None for no wish."""
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
