"""One frame as a text that a person edits: TOML with the valid words beside each entry.

The same entries, without the comments, are the fields of the form.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import get_args

import tomlkit
from pydantic import ValidationError
from tomlkit.items import Item

from schemas.errors import ScriptError
from schemas.grade import Grade
from schemas.script import Camera, Frame, Position, Scale, SceneObject, TimeOfDay, Weather
from schemas.text import printable
from schemas.vocabulary import Vocabulary

FIELDS = (
    *("action", "objects", "background", "time_of_day", "weather", "lighting", "camera"),
    *("hold", "negative", "variation", "exposure", "contrast", "saturation", "temperature"),
)
"""The entries, in the order in which a form asks for them."""

_GRADE = tuple(Grade.model_fields)
_NUMBERS = ("hold", "variation", *_GRADE)


def words_of(field: str, vocabulary: Vocabulary | None) -> tuple[str, ...]:
    """The words that a field takes; empty where it takes any.

    Args:
        field: one of `FIELDS`.
        vocabulary: what the renderer can draw; None: anything.
    """
    closed: dict[str, tuple[str, ...]] = {
        "time_of_day": get_args(TimeOfDay),
        "weather": get_args(Weather),
        "camera": get_args(Camera),
    }
    if vocabulary is not None:
        closed |= {
            "background": vocabulary.backgrounds,
            "time_of_day": vocabulary.times,
            "weather": vocabulary.weathers,
            "lighting": vocabulary.lightings,
        }
    return closed.get(field, ())


def entries_of(frame: Frame) -> dict[str, str]:
    """The entries of a frame, each as a text."""
    values = frame.model_dump() | frame.grade.model_dump()
    entries = {name: str(values[name]) for name in FIELDS}
    entries["objects"] = "\n".join(map(_thing_text, frame.objects))
    return entries | {name: f"{values[name]:g}" for name in _NUMBERS}


def frame_of(entries: Mapping[str, str], frame: Frame, vocabulary: Vocabulary | None) -> Frame:
    """`frame` with other entries.

    Raises:
        ScriptError: an entry is not valid; the message begins with its name.
    """
    grade = {name: _number(name, entries[name]) for name in _GRADE}
    fields: dict[str, object] = {name: entries[name] for name in FIELDS if name not in _GRADE}
    fields["hold"] = _number("hold", entries["hold"])
    fields["variation"] = _number("variation", entries["variation"])
    fields["objects"] = [_thing(line) for line in entries["objects"].splitlines() if line.strip()]
    try:
        made = Frame.model_validate({**_kept(frame), **fields, "grade": grade})
    except ValidationError as error:
        raise _refusal(error) from error
    _require_words(made, vocabulary)
    return made


def as_toml(frame: Frame, index: int, vocabulary: Vocabulary | None) -> str:
    """The text to edit, with a comment for each entry that takes certain words only."""
    document = tomlkit.document()
    document.add(tomlkit.comment(f"Frame {index} ({frame.id}). Save and close to take it."))
    document.add(tomlkit.comment("objects: name | attributes | position | scale, one a line;"))
    places = f"{', '.join(get_args(Position))}; scales: {', '.join(get_args(Scale))}"
    document.add(tomlkit.comment(f"  positions: {places}"))
    if vocabulary is not None:
        document.add(tomlkit.comment(f"  names: {', '.join(vocabulary.objects)}"))
    for name, text in entries_of(frame).items():
        entry, words = _item(name, text), words_of(name, vocabulary)
        document.add(name, entry.comment(", ".join(words)) if words else entry)
    return document.as_string()


def from_toml(text: str, frame: Frame, vocabulary: Vocabulary | None) -> Frame:
    """The frame that an edited text describes; an entry that was deleted stays as it was.

    Raises:
        ScriptError: the text is not TOML, or an entry is unknown or not valid.
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScriptError(
            f"this is not TOML: {error}", hint='write every entry as name = "words"'
        ) from error
    unknown = [name for name in given if name not in FIELDS]
    if unknown:
        raise ScriptError(
            f"there is no entry {unknown[0]!r}", hint=f"the entries are {', '.join(FIELDS)}"
        )
    entries = entries_of(frame) | {name: str(value) for name, value in given.items()}
    return frame_of(entries, frame, vocabulary)


def _item(name: str, text: str) -> Item:
    match name:
        case "variation":
            return tomlkit.integer(text)
        case _ if name in _NUMBERS:
            return tomlkit.float_(text)
        case _:
            return tomlkit.string(text, multiline="\n" in text)


def _thing_text(thing: SceneObject) -> str:
    return f"{thing.name} | {', '.join(thing.attributes)} | {thing.position} | {thing.scale}"


def _thing(line: str) -> SceneObject:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) > 4:
        raise ScriptError(
            f"objects: {printable(line.strip())!r} has more than four parts",
            hint="write name | attributes | position | scale",
        )
    name, attributes, position, scale = [*parts, "", "", ""][:4]
    fields: dict[str, object] = {
        "name": name,
        "attributes": [word.strip() for word in attributes.split(",") if word.strip()],
        **({"position": position} if position else {}),
        **({"scale": scale} if scale else {}),
    }
    try:
        return SceneObject.model_validate(fields)
    except ValidationError as error:
        raise _refusal(error, "objects") from error


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ScriptError(
            f"{name}: {printable(text)!r} is not a number", hint="write it in digits, as 1.5"
        ) from None


def _kept(frame: Frame) -> dict[str, object]:
    return {name: getattr(frame, name) for name in ("id", "shot", "locked")}


def _refusal(error: ValidationError, field: str = "") -> ScriptError:
    problem = error.errors(include_url=False, include_context=False)[0]
    place = [str(part) for part in problem["loc"] if part != "grade"]
    name = field or (place[0] if place else "frame")
    message = problem["msg"].removeprefix("Value error, ")
    value = printable(str(problem.get("input", "")))[:60]
    return ScriptError(f"{name}: {message} (got {value!r})", hint="correct this entry")


def _require_words(frame: Frame, vocabulary: Vocabulary | None) -> None:
    for name in ("background", "time_of_day", "weather", "lighting"):
        words = words_of(name, vocabulary)
        if words and getattr(frame, name) not in words:
            _refuse_word(name, getattr(frame, name), words, vocabulary)
    for thing in frame.objects:
        if vocabulary is not None and thing.name not in vocabulary.objects:
            _refuse_word("objects", thing.name, vocabulary.objects, vocabulary)


def _refuse_word(
    name: str, word: str, words: tuple[str, ...], vocabulary: Vocabulary | None
) -> None:
    near = vocabulary.nearest(word) if vocabulary is not None else None
    hint = f"write {near!r}" if near in words else f"choose one of {', '.join(words)}"
    raise ScriptError(f"{name}: the renderer cannot draw {printable(word)!r}", hint=hint)
