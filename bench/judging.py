"""Whether what a director makes of a request is what was asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from agent.director import Answer
from agent.locking import without_locked
from bench.cases import Expected, Request
from schemas.edits import Redo, Undo
from schemas.errors import StoryreelError
from schemas.revisions import Scope
from schemas.script import Frame, FrameId, FrameScript
from tools.script.edits import apply_edits
from tools.script.proof import diff_scripts
from tools.script.scope import read_scope

_GRADES: Final = ("exposure", "contrast", "saturation", "temperature")
_FIELDS: Final = ("background", "time_of_day", "weather", "lighting", "camera")
_LISTS: Final = frozenset({"added", "removed"})
_ENDINGS: Final = ("ing", "ies", "es", "ed", "s", "e", "y")


class Verdict(NamedTuple):
    """What is right about the answer to one request."""

    valid: bool
    """The edits could be applied, or there were none."""
    operation: bool
    scope: bool
    """Every frame meant was open to change, and no other frame changed."""
    value: bool


Revise = Callable[[FrameScript, str, Scope], Answer]


def judged(revise: Revise, script: FrameScript, case: Request) -> Verdict:
    """The verdict on what `revise` makes of a request."""
    try:
        scope = read_scope(case.request, script)
        answer = revise(script, case.request, scope)
        edits = [each for each in answer.commands if not isinstance(each, Undo | Redo)]
        after = apply_edits(script, without_locked(edits, script)[0], scope)
    except StoryreelError:
        return Verdict(False, False, False, False)
    operation = bool(case.operations & {each.op for each in answer.commands})
    meant = tuple(script.frames[index - 1].id for index in case.frames)
    return Verdict(
        valid=True,
        operation=operation,
        scope=_is_within(script, after, scope, meant, case.operations),
        value=operation and _holds(script, after, meant, case),
    )


def changes_nothing(revise: Revise, script: FrameScript, line: str) -> bool:
    """Whether `revise` answers `line` without an edit; a refusal is none."""
    try:
        return not revise(script, line, read_scope(line, script)).commands
    except StoryreelError:
        return True


def _is_within(
    before: FrameScript,
    after: FrameScript,
    scope: Scope,
    meant: tuple[FrameId, ...],
    operations: frozenset[str],
) -> bool:
    if "rewrite_script" in operations:
        return True
    found = diff_scripts(before, after)
    # A move is explained by the fewest frames, which of two neighbours are either.
    moved = set() if {"move_frame", "swap_frames"} & operations else set(found.moved)
    touched = {*found.removed, *found.changed, *moved}
    return touched <= set(meant) and set(meant) <= set(scope.ids)


def _holds(
    before: FrameScript, after: FrameScript, meant: tuple[FrameId, ...], case: Request
) -> bool:
    ids = {frame.id for frame in before.frames}
    fresh = [frame.id for frame in after.frames if frame.id not in ids]
    frames = fresh[:1] if "insert_frame" in case.operations and not meant else list(meant)
    if "rewrite_script" in case.operations:
        names = {each.name for frame in after.frames for each in frame.objects}
        return set(case.expect.added or ()) <= names
    if "remove_frames" in case.operations:
        return not set(meant) & {frame.id for frame in after.frames}
    there = set(frames) <= {frame.id for frame in after.frames}
    if not there or not _script_holds(before, after, case.expect, frames):
        return False
    for frame in frames:
        old = before.frame(frame) if frame in ids else None
        new = after.frame(frame)
        if not _frame_holds(old, new, case.expect):
            return False
        if case.expect_any and not any(
            _frame_holds(old, new, _expected(field, value))
            for field, values in case.expect_any.items()
            for value in values
        ):
            return False
    return _reordered(before, after, case, meant) and _protected(after, case, meant)


def _script_holds(
    before: FrameScript, after: FrameScript, expect: Expected, frames: list[FrameId]
) -> bool:
    if expect.style is not None and not _has_words(after.style, expect.style):
        return False
    if expect.look is not None and not any(
        each.name.casefold() == (expect.name or "").casefold()
        and _has_words(each.look, expect.look)
        for each in after.characters
    ):
        return False
    if expect.after is not None:
        place = after.index_of(frames[0]) if frames else 0
        ahead = after.frames[place - 2].id if place > 1 else None
        wanted = before.frames[expect.after - 1].id if expect.after else None
        if not frames or ahead != wanted:
            return False
    if expect.same_as is not None:
        source = before.frames[expect.same_as - 1]
        copy = after.frame(frames[0]) if frames else None
        kept = {"id": source.id, "shot": source.shot, "locked": source.locked}
        if copy is None or copy.model_copy(update=kept) != source:
            return False
    return True


def _expected(field: str, value: object) -> Expected:
    return Expected.model_validate({field: (value,) if field in _LISTS else value})


def _reordered(
    before: FrameScript, after: FrameScript, case: Request, meant: tuple[FrameId, ...]
) -> bool:
    if case.operation != "swap_frames":
        return True
    first, second = meant
    return (after.index_of(first), after.index_of(second)) == (
        before.index_of(second),
        before.index_of(first),
    )


def _protected(after: FrameScript, case: Request, meant: tuple[FrameId, ...]) -> bool:
    if case.operation not in {"lock_frames", "unlock_frames"}:
        return True
    return all(after.frame(each).locked == (case.operation == "lock_frames") for each in meant)


def _frame_holds(old: Frame | None, new: Frame, expect: Expected) -> bool:
    for field in _FIELDS:
        wanted = getattr(expect, field)
        if wanted is not None and getattr(new, field) != wanted:
            return False
    for field in _GRADES:
        wanted = getattr(expect, field)
        if wanted is not None and (
            old is None or not _went(getattr(old.grade, field), getattr(new.grade, field), wanted)
        ):
            return False
    return _time_holds(old, new, expect) and _things_hold(new, expect)


def _time_holds(old: Frame | None, new: Frame, expect: Expected) -> bool:
    if isinstance(expect.hold, str) and (old is None or not _went(old.hold, new.hold, expect.hold)):
        return False
    if isinstance(expect.hold, float) and abs(new.hold - expect.hold) > 0.011:
        return False
    return expect.variation is None or (old is not None and new.variation > old.variation)


def _things_hold(new: Frame, expect: Expected) -> bool:
    things = {each.name: each for each in new.objects}
    if not set(expect.added or ()) <= set(things) or set(expect.removed or ()) & set(things):
        return False
    if expect.object is not None:
        thing = things.get(expect.object)
        if thing is None or expect.position not in {None, thing.position}:
            return False
        if expect.scale not in {None, thing.scale}:
            return False
    return expect.action is None or _has_words(new.action, expect.action)


def _went(old: float, new: float, direction: str) -> bool:
    return new > old if direction == "up" else new < old


def _has_words(text: str, words: tuple[str, ...]) -> bool:
    """Whether `text` has each of the words, in any case and form."""
    return all(_stem(word.casefold()) in text.casefold() for word in words)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word
