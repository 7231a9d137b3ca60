"""Edits of the order: frames come, go and change places; shots follow."""

from __future__ import annotations

from schemas.drafts import FrameDraft
from schemas.errors import ScriptError
from schemas.script import FRAMES_LIMIT, Frame, FrameId, FrameScript, Shot
from tools.script.building import frame_from
from tools.script.changing import with_fields


def inserted(script: FrameScript, after: FrameId | None, draft: FrameDraft) -> FrameScript:
    """The script with a new frame behind `after`, or in front.

    It joins the shot of the frame before it (of the one after it when it comes first), unless
    the draft is a cut: then it begins a shot of its own.

    Raises:
        ScriptError: the script is full.
    """
    if len(script.frames) >= FRAMES_LIMIT:
        raise ScriptError(
            f"the script has {len(script.frames)} frames; {FRAMES_LIMIT} is the most",
            hint="remove a frame first",
        )
    number = script.last_id + 1
    place = 0 if after is None else script.index_of(after)
    shots = script.shots
    if draft.cut:
        fresh = max(int(shot.id[1:]) for shot in shots) + 1
        shots = (*shots, Shot(id=f"s{fresh}", anchor=f"f{number}"))
        shot = shots[-1].id
    else:
        shot = script.frames[max(place - 1, 0)].shot
    frame = frame_from(draft, f"f{number}", shot)
    frames = (*script.frames[:place], frame, *script.frames[place:])
    return with_fields(script, frames=frames, shots=shots, last_id=number)


def removed(script: FrameScript, ids: tuple[FrameId, ...]) -> FrameScript:
    """The script without these frames.

    A shot that loses its anchor takes its first remaining frame for one; an empty one vanishes.

    Raises:
        ScriptError: no frame would be left.
    """
    frames = tuple(frame for frame in script.frames if frame.id not in ids)
    if not frames:
        raise ScriptError(
            f"removing {len(script.frames)} of {len(script.frames)} frames leaves none",
            hint="keep at least one frame, or make a new project",
        )
    return with_fields(script, frames=frames, shots=_anchored(script.shots, frames))


def _anchored(shots: tuple[Shot, ...], frames: tuple[Frame, ...]) -> tuple[Shot, ...]:
    kept: list[Shot] = []
    for shot in shots:
        members = [frame.id for frame in frames if frame.shot == shot.id]
        if members:
            anchor = shot.anchor if shot.anchor in members else members[0]
            kept.append(with_fields(shot, anchor=anchor))
    return tuple(kept)


def moved(script: FrameScript, frame_id: FrameId, after: FrameId | None) -> FrameScript:
    """The script with the frame behind `after`, or in front. Frame and shot stay as they are.

    Raises:
        ScriptError: a frame cannot stand behind itself.
    """
    if after == frame_id:
        raise ScriptError(
            f"frame {frame_id} cannot be moved behind itself", hint="name another frame"
        )
    frames = [frame for frame in script.frames if frame.id != frame_id]
    ids = [frame.id for frame in frames]
    frames.insert(0 if after is None else ids.index(after) + 1, script.frame(frame_id))
    return with_fields(script, frames=tuple(frames))


def swapped(script: FrameScript, first: FrameId, second: FrameId) -> FrameScript:
    """The script with the two frames in each other's place."""
    partner = {first: second, second: first}
    return with_fields(
        script, frames=tuple(script.frame(partner.get(f.id, f.id)) for f in script.frames)
    )
