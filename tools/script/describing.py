"""What an edit changed, in one line per frame."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.grade import Grade
from schemas.script import Frame, FrameScript, SceneObject
from tools.script.proof import diff_scripts


def describe_change(old: FrameScript, new: FrameScript) -> tuple[str, ...]:
    """One line per frame that came, went, changed or moved, and per shared field.

    `frame 5: lighting neutral -> dark`. Numbers are places in the new script, of removed frames
    in the old one.
    """
    diff = diff_scripts(old, new)
    lines = [f"frame {old.index_of(gone)}: removed" for gone in diff.removed]
    for frame in new.frames:
        name = f"frame {new.index_of(frame.id)}"
        if frame.id in diff.added:
            lines.append(f"{name}: new ({frame.action})")
            continue
        parts = list(_frame_parts(old.frame(frame.id), frame))
        if frame.id in diff.moved:
            parts.insert(0, f"was frame {old.index_of(frame.id)}")
        if parts:
            lines.append(f"{name}: {', '.join(parts)}")
    for field in diff.shared:
        if field not in {"shots", "characters"}:
            lines.append(f"{field}: {_shown(getattr(old, field))} -> {_shown(getattr(new, field))}")
    if "characters" in diff.shared:
        known = set(old.characters)
        lines += [f"character {c.name}: {c.look}" for c in new.characters if c not in known]
    return tuple(lines)


def _frame_parts(old: Frame, new: Frame) -> Iterator[str]:
    for field in Frame.model_fields:
        before, after = getattr(old, field), getattr(new, field)
        if before == after:
            continue
        if field == "locked":
            yield "locked" if new.locked else "unlocked"
        elif field == "grade":
            yield from _grade_parts(old.grade, new.grade)
        elif field == "objects":
            yield f"objects {_things(old.objects)} -> {_things(new.objects)}"
        else:
            yield f"{field.replace('_', ' ')} {_shown(before)} -> {_shown(after)}"


def _grade_parts(old: Grade, new: Grade) -> Iterator[str]:
    for field in Grade.model_fields:
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield f"{field} {before:g} -> {after:g}"


def _things(objects: tuple[SceneObject, ...]) -> str:
    named = [" ".join((*thing.attributes, thing.name)) for thing in objects]
    placed = [f"{name} ({o.position}, {o.scale})" for name, o in zip(named, objects, strict=True)]
    return ", ".join(placed) or "none"


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return str(value) or "none"
