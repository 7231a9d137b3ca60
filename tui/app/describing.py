"""A frame in words: for the large view, for the export, and for who cannot see the picture."""

from __future__ import annotations

from schemas.grade import Grade
from schemas.script import Frame, SceneObject
from schemas.text import printable


def describe(frame: Frame) -> tuple[tuple[str, str], ...]:
    """Name and value of everything that is to be said about a frame, in order of weight."""
    facts = [
        ("action", frame.action),
        ("things", "; ".join(map(_thing, frame.objects))),
        ("background", frame.background),
        ("time and weather", f"{frame.time_of_day}, {frame.weather}"),
        ("light", frame.lighting),
        ("camera", frame.camera),
        ("hold", f"{frame.hold:g} s"),
        ("without", frame.negative),
        ("grade", "" if frame.grade == Grade() else _grade(frame.grade)),
        ("locked", "yes" if frame.locked else ""),
    ]
    return tuple((name, printable(value)) for name, value in facts if value)


def _thing(thing: SceneObject) -> str:
    words = " ".join((*thing.attributes, thing.name))
    return f"{words} ({thing.position}, {thing.scale})"


def _grade(grade: Grade) -> str:
    neutral = Grade().model_dump()
    return ", ".join(
        f"{name} {value:g}" for name, value in grade.model_dump().items() if value != neutral[name]
    )
