"""How two scripts differ, and the proof that nothing else does."""

from __future__ import annotations

from schemas.errors import OutOfScope
from schemas.revisions import ScriptDiff
from schemas.script import FrameId, FrameScript

_OWN_FIELDS = tuple(name for name in FrameScript.model_fields if name not in {"frames", "last_id"})


def diff_scripts(old: FrameScript, new: FrameScript) -> ScriptDiff:
    """Frame by frame, by id. `moved` names the fewest frames whose moves explain the order.

    Removed frames come in the order of the old script, all others in that of the new one.
    """
    before = {frame.id: frame for frame in old.frames}
    after = {frame.id: frame for frame in new.frames}
    both = [frame_id for frame_id in after if frame_id in before]
    still = _longest_in_order([old.index_of(frame_id) for frame_id in both])
    return ScriptDiff(
        added=tuple(frame_id for frame_id in after if frame_id not in before),
        removed=tuple(frame_id for frame_id in before if frame_id not in after),
        changed=tuple(frame_id for frame_id in both if before[frame_id] != after[frame_id]),
        moved=tuple(frame_id for frame_id in both if old.index_of(frame_id) not in still),
        shared=tuple(name for name in _OWN_FIELDS if getattr(old, name) != getattr(new, name)),
    )


def _longest_in_order(places: list[int]) -> frozenset[int]:
    """The longest subsequence of `places` that rises."""
    runs: list[list[int]] = []
    for position, place in enumerate(places):
        best = max((runs[i] for i in range(position) if places[i] < place), key=len, default=[])
        runs.append([*best, place])
    return frozenset(max(runs, key=len, default=[]))


def prove(old: FrameScript, new: FrameScript, allowed: frozenset[FrameId]) -> None:
    """Proves that every frame outside `allowed` is what it was, and in the same order.

    New frames are not held against the edit. What all frames share (style, characters, size,
    seed) may differ only where every frame of the old script is allowed to.

    Args:
        old: the script before the edit.
        new: the script after it.
        allowed: ids of the frames that may differ, move or vanish.

    Raises:
        OutOfScope: something else differs; the message names it.
    """
    after = {frame.id: frame for frame in new.frames}
    for index, frame in enumerate(old.frames, start=1):
        if frame.id not in allowed and after.get(frame.id) != frame:
            what = "would change" if frame.id in after else "would vanish"
            raise _refused(f"frame {index} {what}")
    outside = [frame.id for frame in old.frames if frame.id not in allowed]
    if outside != [frame_id for frame_id in after if frame_id in set(outside)]:
        raise _refused("frames that nobody named would change places")
    if reused := [i for i in after if int(i[1:]) <= old.last_id and i not in _ids(old)]:
        raise _refused(f"the new frame {reused[0]} would have an id that was given before")
    if outside:
        _prove_shared(old, new)


def _prove_shared(old: FrameScript, new: FrameScript) -> None:
    for name in _OWN_FIELDS:
        if name != "shots" and getattr(old, name) != getattr(new, name):
            raise _refused(f"the {name} of the whole script would change")
    for shot in new.shots:
        known = next((other for other in old.shots if other.id == shot.id), None)
        if known is None or known == shot:
            continue
        if known.setup != shot.setup or known.anchor in _ids(new):
            raise _refused(f"the set-up of shot {shot.id} would change")


def _ids(script: FrameScript) -> frozenset[FrameId]:
    return frozenset(frame.id for frame in script.frames)


def _refused(what: str) -> OutOfScope:
    return OutOfScope(
        f"{what}, but the request does not name it; nothing was changed",
        hint="name what may change in the request",
    )
