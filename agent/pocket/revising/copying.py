"""A frame a second time: "duplicate frame 3"."""

from __future__ import annotations

from agent.director import Answer
from agent.pocket.revising.asking import Asked
from schemas.drafts import FrameDraft
from schemas.edits import Edit, FrameChange, GradeFrames, InsertFrame, UpdateFrames
from schemas.grade import GradeChange
from schemas.script import FRAMES_LIMIT, Frame

_KEPT = frozenset(FrameDraft.model_fields) - {"cut"}


_ASKS = r"copy|copies|duplicate\w*|clone\w*"


def read_copy(asked: Asked) -> Answer | None:
    """The answer to a request whose words ask for a copy; None where they ask for none."""
    return copied(asked) if asked.has(_ASKS) else None


def copied(asked: Asked) -> Answer | None:
    """Puts a copy of the one named frame behind it, or where the words say."""
    if not asked.scope.named or len(asked.frames) != 1:
        return None
    if len(asked.script.frames) >= FRAMES_LIMIT:
        return Answer(
            commands=(), reply=f"The script has {FRAMES_LIMIT} frames already, the most it can."
        )
    (source,) = asked.frames
    after = asked.place.after if asked.place else source.id
    place = asked.script.index_of(after) + 1 if after else 1
    # An inserted frame gets the next number that was never given.
    new = f"f{asked.script.last_id + 1}"
    draft = FrameDraft.model_validate({name: getattr(source, name) for name in _KEPT})
    commands: tuple[Edit, ...] = (InsertFrame(after=after, frame=draft), *_likened(source, new))
    index = asked.script.index_of(source.id)
    return Answer(commands=commands, reply=f"I put a copy of frame {index} in as number {place}.")


def _likened(source: Frame, new: str) -> tuple[Edit, ...]:
    """Edits that give the copy what a draft has no field for."""
    edits: list[Edit] = []
    if not source.grade.is_neutral:
        change = GradeChange.model_validate(source.grade.model_dump())
        edits.append(GradeFrames(ids=(new,), change=change))
    if source.variation:
        change = FrameChange(variation=source.variation)
        edits.append(UpdateFrames(ids=(new,), changes=change))
    return tuple(edits)
