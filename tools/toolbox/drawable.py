"""What the renderer cannot draw is refused while the director can still choose another word."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.drafts import FrameDraft
from schemas.errors import ScriptError
from schemas.script import Frame
from schemas.vocabulary import Vocabulary


def require_drawable(frames: Iterable[Frame | FrameDraft], vocabulary: Vocabulary | None) -> None:
    """Refuses words outside the vocabulary; None allows every word.

    Raises:
        ScriptError: names the first such word, and the nearest one that can be drawn.
    """
    if vocabulary is None:
        return
    for frame in frames:
        for thing in frame.objects:
            _require("object", thing.name, vocabulary.objects, vocabulary)
        _require("background", frame.background, vocabulary.backgrounds, vocabulary)
        _require("time of day", frame.time_of_day, vocabulary.times, vocabulary)
        _require("weather", frame.weather, vocabulary.weathers, vocabulary)
        _require("lighting", frame.lighting, vocabulary.lightings, vocabulary)


def _require(what: str, word: str, words: tuple[str, ...], vocabulary: Vocabulary) -> None:
    if word in words:
        return
    near = vocabulary.nearest(word)
    hint = f"use {near!r}" if near in words else f"choose one of: {', '.join(words)}"
    raise ScriptError(f"the renderer cannot draw the {what} {word!r}", hint=hint)
