"""From a frame as it is and as it should be to the edits that lead from one to the other."""

from __future__ import annotations

from schemas.drafts import FrameDraft
from schemas.edits import (
    Edit,
    FrameChange,
    GradeFrames,
    InsertFrame,
    LockFrames,
    RemoveFrames,
    SwapFrames,
    UnlockFrames,
    UpdateFrames,
)
from schemas.grade import GradeChange
from schemas.script import Frame, FrameId, FrameScript

_SET = (
    *("action", "objects", "background", "time_of_day", "weather"),
    *("lighting", "camera", "negative", "hold", "variation"),
)
"""Fields that `FrameChange` sets one by one."""


def edits_between(old: Frame, new: Frame) -> tuple[Edit, ...]:
    """The edits that make `old` into `new`, lock aside; none where they are the same.

    Args:
        old: the frame in the script.
        new: the same frame (its id and shot are not looked at) as it should be.
    """
    fields = {name: getattr(new, name) for name in _SET if getattr(new, name) != getattr(old, name)}
    regraded = new.grade != old.grade
    edits: list[Edit] = []
    if fields or regraded:
        clear = ("grade",) if regraded else ()
        change = FrameChange.model_validate({**fields, "clear": clear})
        edits.append(UpdateFrames(ids=(old.id,), changes=change))
    if regraded and not new.grade.is_neutral:
        # From the neutral grade, a change adds up to the grade itself.
        change = GradeChange.model_validate(new.grade.model_dump())
        edits.append(GradeFrames(ids=(old.id,), change=change))
    return tuple(edits)


def edits_back(frame: FrameId, old: FrameScript, new: FrameScript) -> tuple[Edit, ...]:
    """The edits on `new` that give `frame` back what it was in `old`, its place aside."""
    before = {each.id: each for each in old.frames}
    after = {each.id: each for each in new.frames}
    if frame not in before:
        return (RemoveFrames(ids=(frame,)),)
    if frame not in after:
        kept = [each.id for each in old.frames[: old.index_of(frame) - 1] if each.id in after]
        fields = before[frame].model_dump(include=set(FrameDraft.model_fields))
        draft = FrameDraft.model_validate(fields)
        return (InsertFrame(after=kept[-1] if kept else None, frame=draft),)
    return edits_between(after[frame], before[frame])


def edits_for(wish: str, frame: Frame, script: FrameScript) -> tuple[Edit, ...]:
    """The edits behind a panel's key; none where there is nothing to do.

    Args:
        wish: lock, again, earlier, later or remove.
        frame: of the panel.
        script: the current one.
    """
    place = script.index_of(frame.id) - 1
    ids = [each.id for each in script.frames]
    match wish:
        case "lock":
            lock = UnlockFrames(ids=(frame.id,)) if frame.locked else LockFrames(ids=(frame.id,))
            return (lock,)
        case "again":
            change = FrameChange(variation=(frame.variation + 1) % 10_000)
            return (UpdateFrames(ids=(frame.id,), changes=change),)
        case "earlier" if place > 0:
            return (SwapFrames(first=ids[place - 1], second=frame.id),)
        case "later" if place < len(ids) - 1:
            return (SwapFrames(first=frame.id, second=ids[place + 1]),)
        case "remove" if len(ids) > 1:
            return (RemoveFrames(ids=(frame.id,)),)
        case _:
            return ()


def words_for(wish: str, frame: Frame, index: int) -> str:
    """What a panel's key does, as the transcript tells it."""
    return {
        "lock": f"{'unlock' if frame.locked else 'lock'} frame {index}",
        "again": f"frame {index} again, from other noise",
        "earlier": f"move frame {index} one place earlier",
        "later": f"move frame {index} one place later",
        "remove": f"remove frame {index}",
    }[wish]
