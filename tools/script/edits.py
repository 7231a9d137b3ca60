"""Applying edits to a frame script: pure, in order, all or none."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.drafts import ScriptDraft
from schemas.edits import (
    Edit,
    GradeFrames,
    InsertFrame,
    LockFrames,
    MoveFrame,
    RemoveFrames,
    RewriteScript,
    SetCharacter,
    SetStyle,
    SwapFrames,
    UnlockFrames,
    UpdateFrames,
)
from schemas.revisions import Scope
from schemas.script import Character, FrameId, FrameScript
from tools.script.building import number_frames
from tools.script.changing import change_each, changed, graded, require_removable, with_fields
from tools.script.guards import require_frames, require_scope, require_unlocked
from tools.script.ordering import inserted, moved, removed, swapped


def apply_edits(script: FrameScript, edits: Sequence[Edit], scope: Scope) -> FrameScript:
    """The script after `edits`, one after the other.

    A change to what is there already is allowed and changes nothing. Frames that these edits
    insert may be changed by the edits behind.

    Args:
        script: the current script.
        edits: what to do.
        scope: the frames that the request names. Where it names some, no other frame may be
            updated, removed, moved, graded or locked, and what all frames share (style,
            characters) may change only if it names them all.

    Raises:
        OutOfScope: an edit touches a frame that the request did not name.
        LockedFrame: an edit touches a locked frame, or something that shapes its picture.
        ScriptError: a frame does not exist, or the result would break a rule of the script.
    """
    for edit in edits:
        edited = _applied(script, edit, scope)
        known = {frame.id for frame in script.frames}
        fresh = [frame.id for frame in edited.frames if frame.id not in known]
        scope = Scope(ids=(*scope.ids, *fresh), named=scope.named)
        script = edited
    return script


def _applied(script: FrameScript, edit: Edit, scope: Scope) -> FrameScript:
    touched = _touched(script, edit)
    require_frames(script, touched)
    require_scope(script, touched, scope)
    if not isinstance(edit, LockFrames | UnlockFrames):
        require_unlocked(script, touched)
    if isinstance(edit, InsertFrame | MoveFrame | SwapFrames | RemoveFrames):
        return _reordered(script, edit)
    if isinstance(edit, SetStyle | SetCharacter | RewriteScript):
        return _shared(script, edit)
    return _framewise(script, edit)


def _touched(script: FrameScript, edit: Edit) -> tuple[FrameId, ...]:
    """The frames that an edit changes or moves. What all frames share touches every frame."""
    match edit:
        case UpdateFrames() | RemoveFrames() | GradeFrames() | LockFrames() | UnlockFrames():
            return edit.ids
        case MoveFrame():
            return (edit.id,)
        case SwapFrames():
            return (edit.first, edit.second)
        case InsertFrame():
            return ()
        case SetStyle() | SetCharacter() | RewriteScript():
            return tuple(frame.id for frame in script.frames)


def _framewise(
    script: FrameScript, edit: UpdateFrames | GradeFrames | LockFrames | UnlockFrames
) -> FrameScript:
    match edit:
        case UpdateFrames():
            require_removable(script, edit.ids, edit.changes)
            return change_each(script, edit.ids, lambda frame: changed(frame, edit.changes))
        case GradeFrames():
            return change_each(script, edit.ids, lambda frame: graded(frame, edit.change))
        case LockFrames():
            return change_each(script, edit.ids, lambda frame: with_fields(frame, locked=True))
        case UnlockFrames():
            return change_each(script, edit.ids, lambda frame: with_fields(frame, locked=False))


def _reordered(
    script: FrameScript, edit: InsertFrame | MoveFrame | SwapFrames | RemoveFrames
) -> FrameScript:
    match edit:
        case InsertFrame():
            require_frames(script, () if edit.after is None else (edit.after,))
            return inserted(script, edit.after, edit.frame)
        case MoveFrame():
            require_frames(script, () if edit.after is None else (edit.after,))
            return moved(script, edit.id, edit.after)
        case SwapFrames():
            return swapped(script, edit.first, edit.second)
        case RemoveFrames():
            return removed(script, edit.ids)


def _shared(script: FrameScript, edit: SetStyle | SetCharacter | RewriteScript) -> FrameScript:
    match edit:
        case SetStyle():
            return with_fields(script, style=edit.style)
        case SetCharacter():
            return _with_character(script, Character(name=edit.name, look=edit.look))
        case RewriteScript():
            return _rewritten(script, edit.draft)


def _with_character(script: FrameScript, character: Character) -> FrameScript:
    names = [known.name.casefold() for known in script.characters]
    characters = list(script.characters)
    if character.name.casefold() in names:
        characters[names.index(character.name.casefold())] = character
    else:
        characters.append(character)
    return with_fields(script, characters=tuple(characters))


def _rewritten(script: FrameScript, draft: ScriptDraft) -> FrameScript:
    """Another script from the same premise, seed and size; its frames get ids never used."""
    frames, shots = number_frames(draft.frames, first=script.last_id + 1)
    return with_fields(
        script,
        title=draft.title,
        style=draft.style,
        characters=draft.characters,
        frames=frames,
        shots=shots,
        last_id=script.last_id + len(frames),
    )
