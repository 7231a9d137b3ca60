"""Requests about frames as a whole: undo, lock, remove, move, swap."""

from __future__ import annotations

from agent.director import Answer
from agent.pocket.revising.asking import Asked
from schemas.edits import (
    LockFrames,
    MoveFrame,
    Redo,
    RemoveFrames,
    SwapFrames,
    Undo,
    UnlockFrames,
)
from schemas.script import Frame

_UNDO = (
    r"undo|undo (?:that|it|this|the last.*)|go back|revert|take (?:that|it) back|step back|undid"
)
_REDO = r"redo(?: that| it| this)?|un-?undo|(?:do|bring) (?:that|it) (?:again|back)|go forward"
_LOCK = (
    r"lock\w*|protect|freeze|don't (?:touch|change)"
    r"|keep .*(?:as (?:it|they) (?:is|are)|unchanged)"
)
_UNLOCK = r"unlock\w*|unprotect|unfreeze|release"
_REMOVE = (
    r"delete|remove|drop|erase|cut|cut out|get rid(?: of)?|throw (?:out|away)|discard|kill|lose"
    r"|trash"
)
_MOVE = r"move|put|shift|bring|place|make|send|drag"
_SWAP = r"swap\w*|exchange|switch|trade"
_WHOLE = (
    r"frames?|panels?|it|them|this|that|these|those|the|ones?|away|out|all|places?|positions?|with"
    r"|and|each other|around|please|completely|entirely|just"
)


def read_structure(asked: Asked) -> Answer | None:
    """The answer to a request about whole frames; None where it is about what they show."""
    return _travel(asked) or _protect(asked) or _remove(asked) or _reorder(asked)


def _travel(asked: Asked) -> Answer | None:
    if not asked.scope.named and _is_only(asked, _UNDO):
        return Answer(commands=(Undo(),), reply="I took the last change back.")
    if not asked.scope.named and _is_only(asked, _REDO):
        return Answer(commands=(Redo(),), reply="I made that change again.")
    return None


def _protect(asked: Asked) -> Answer | None:
    ids = tuple(frame.id for frame in asked.frames)
    if not ids:
        return None
    if _is_only(asked, _UNLOCK):
        reply = f"{_upper(asked.named(asked.frames))} can be changed again."
        return Answer(commands=(UnlockFrames(ids=ids),), reply=reply)
    if _is_only(asked, _LOCK):
        reply = f"{_upper(asked.named(asked.frames))} {_is(asked.frames)} locked."
        return Answer(commands=(LockFrames(ids=ids),), reply=reply)
    return None


def _remove(asked: Asked) -> Answer | None:
    if not asked.scope.named or not asked.frames or not _is_only(asked, _REMOVE):
        return None
    if len(asked.frames) == len(asked.script.frames):
        reply = "A script keeps at least one frame; nothing was removed. Name the frames to remove."
        return Answer(commands=(), reply=reply)
    reply = f"I removed {asked.named(asked.frames)}. Earlier revisions keep {_them(asked.frames)}."
    return Answer(
        commands=(RemoveFrames(ids=tuple(frame.id for frame in asked.frames)),), reply=reply
    )


def _reorder(asked: Asked) -> Answer | None:
    if not asked.scope.named:
        return None
    if len(asked.frames) == 2 and _is_only(asked, _SWAP):
        first, second = asked.frames
        return Answer(
            commands=(SwapFrames(first=first.id, second=second.id),),
            reply=f"I swapped {asked.named(asked.frames)}.",
        )
    if asked.place is None or not asked.frames or not asked.has(_MOVE):
        return None
    after = asked.place.after
    moves: list[MoveFrame] = []
    for frame in asked.frames:
        moves.append(MoveFrame(id=frame.id, after=after))
        after = frame.id
    where = _where(asked)
    return Answer(commands=tuple(moves), reply=f"I moved {asked.named(asked.frames)} {where}.")


def _where(asked: Asked) -> str:
    after = asked.place.after if asked.place else None
    if after is None:
        return "to the front"
    if after == asked.script.frames[-1].id:
        return "to the end"
    return f"behind frame {asked.script.index_of(after)}"


def _is_only(asked: Asked, what: str) -> bool:
    """Whether nothing but `what` and filler words is asked."""
    return asked.has(what) and asked.is_only(rf"{what}|{_WHOLE}")


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _is(frames: tuple[Frame, ...]) -> str:
    return "is" if len(frames) == 1 else "are"


def _them(frames: tuple[Frame, ...]) -> str:
    return "it" if len(frames) == 1 else "them"
