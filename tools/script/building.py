"""From what a director wrote to a frame script with ids."""

from __future__ import annotations

from schemas.drafts import FrameDraft, ScriptDraft
from schemas.script import Frame, FrameId, FrameScript, Shot, ShotId


def build_script(  # noqa: PLR0913 - a script has that many fields of its own
    draft: ScriptDraft, *, premise: str, seed: int, width: int, height: int, fps: int
) -> FrameScript:
    """Gives ids to frames and shots; a shot begins with each frame that is a cut.

    Frames are `f1`, `f2`, ... in order and shots `s1`, `s2`, ...; a shot's anchor is its first
    frame. Later edits may tear a shot apart: moving a frame does not change its shot.

    Args:
        draft: what the director wrote.
        premise: what the user typed, 1 to 2000 characters.
        seed: of the script, 0 to 2**32 - 1.
        width: of a still, pixels.
        height: of a still, pixels.
        fps: frames per second of the flipbook.

    Raises:
        pydantic.ValidationError: a value is out of range.
    """
    frames, shots = number_frames(draft.frames, first=1)
    return FrameScript(
        title=draft.title,
        premise=premise,
        style=draft.style,
        characters=draft.characters,
        seed=seed,
        fps=fps,
        width=width,
        height=height,
        shots=shots,
        frames=frames,
        last_id=len(frames),
    )


def number_frames(
    drafts: tuple[FrameDraft, ...], *, first: int
) -> tuple[tuple[Frame, ...], tuple[Shot, ...]]:
    """The frames, numbered from `first` on, and their shots, numbered from 1 on."""
    frames: list[Frame] = []
    shots: list[Shot] = []
    for number, draft in enumerate(drafts, start=first):
        frame_id = f"f{number}"
        if draft.cut or not shots:
            shots.append(Shot(id=f"s{len(shots) + 1}", anchor=frame_id))
        frames.append(frame_from(draft, frame_id, shots[-1].id))
    return tuple(frames), tuple(shots)


def frame_from(draft: FrameDraft, frame_id: FrameId, shot: ShotId) -> Frame:
    """The frame that `draft` becomes; unlocked, without grade."""
    fields = {name: getattr(draft, name) for name in FrameDraft.model_fields if name != "cut"}
    return Frame.model_validate({"id": frame_id, "shot": shot, **fields})
