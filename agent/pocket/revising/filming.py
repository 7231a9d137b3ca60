"""Wishes about the camera, the time on screen and another take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from agent.pocket.revising.asking import Asked, Wish
from schemas.script import Camera, Frame

_CAMERAS: Final[tuple[tuple[str, Camera], ...]] = (
    (r"zoom(?:s|ing)? out|pull(?:s|ing)? (?:back|out)", "zoom out"),
    (r"zoom(?:s|ing)?(?: it)?(?: in)?|push(?:es|ing)? in", "zoom in"),
    (r"pan(?:s|ning)?(?: \w+){0,3} left", "pan left"),
    (r"pan(?:s|ning)?(?: \w+){0,3} right|pan(?:s|ning)?(?: across)?", "pan right"),
    (r"tilt(?:s|ing)?(?: \w+){0,3} down", "tilt down"),
    (r"tilt(?:s|ing)?(?: \w+){0,3} up|tilt(?:s|ing)?", "tilt up"),
    (
        r"static|still camera|no camera(?: movement| move)?|camera (?:still|stays?|static|fixed)"
        r"|(?:keep|hold) the camera(?: \w+)?|stop the camera|without camera movement"
        r"|no (?:zoom|pan|tilt)\w*|don't (?:zoom|pan|tilt)",
        "static",
    ),
)
_SAID_OF_CAMERA: Final[dict[Camera, str]] = {
    "static": "with a still camera",
    "pan left": "panning left",
    "pan right": "panning right",
    "tilt up": "tilting up",
    "tilt down": "tilting down",
    "zoom in": "zooming in",
    "zoom out": "zooming out",
}
_NUMBERS: Final = {
    "half a": 0.5,
    "a half": 0.5,
    "a": 1.0,
    "one and a half": 1.5,
    "one": 1.0,
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
    "six": 6.0,
    "seven": 7.0,
    "eight": 8.0,
    "nine": 9.0,
    "ten": 10.0,
}
_SECONDS: Final = re.compile(
    rf"\b(?:(?P<digits>\d+(?:[.,]\d+)?)[\s-]*|(?P<word>{'|'.join(sorted(_NUMBERS, key=len)[::-1])})"
    r"[\s-]+)(?:s|secs?|seconds?)\b"
)
_RELATIVE: Final = (
    (r"twice as long|double (?:the )?(?:duration|length|hold|time)", 2.0, "twice as long"),
    (r"half as long|halve", 0.5, "half as long"),
    (r"longer|lengthen|slower|linger|linger on", 1.5, "held longer"),
    (r"shorter|shorten|faster|quicker", 1 / 1.5, "held for a shorter time"),
)
_SHORTEST: Final = 0.1
_LONGEST: Final = 30.0
_AGAIN: Final = (
    r"again|another take|another try|another version|another variation|variation|re-?draw\w*"
    r"|re-?render\w*|re-?do|re-?generate\w*|re-?roll|different (?:version|take|picture|image|one)"
    r"|new (?:version|take|variation|seed)|try (?:it )?differently|retake|retry"
)


def read_filming(asked: Asked) -> Iterator[Wish]:
    """Yields a wish for camera, hold and take, where the words name one."""
    camera = _camera(asked.text)
    if camera is not None:
        yield Wish(_SAID_OF_CAMERA[camera], lambda _: {"camera": camera})
    hold = _hold(asked)
    if hold is not None:
        yield hold
    if asked.has(_AGAIN):
        yield Wish("in another take", lambda frame: {"variation": (frame.variation + 1) % 10_000})


def _camera(text: str) -> Camera | None:
    # "static" last in the table, first to look for: "no zoom" is no zoom.
    for pattern, camera in (_CAMERAS[-1], *_CAMERAS[:-1]):
        if re.search(rf"\b(?:{pattern})\b", text):
            return camera
    return None


def _hold(asked: Asked) -> Wish | None:
    found = _SECONDS.search(asked.text)
    if found is not None:
        word, digits = found["word"], found["digits"]
        amount = _NUMBERS[word] if word else float(digits.replace(",", "."))
        return _held_for(asked, amount)
    for pattern, factor, said in _RELATIVE:
        if asked.has(pattern):
            return _held(partial(_times, factor), said)
    return None


def _held_for(asked: Asked, seconds: float) -> Wish:
    if asked.has("shorter|less|shorten"):
        return _held(lambda frame: frame.hold - seconds, f"held for {seconds:g} s less")
    if asked.has("by|more|longer|extra"):
        return _held(lambda frame: frame.hold + seconds, f"held for {seconds:g} s more")
    return _held(lambda _: seconds, f"held for {seconds:g} s")


def _times(factor: float, frame: Frame) -> float:
    return frame.hold * factor


def _held(seconds: Callable[[Frame], float], said: str) -> Wish:
    def change(frame: Frame) -> dict[str, object]:
        return {"hold": round(min(max(seconds(frame), _SHORTEST), _LONGEST), 2)}

    return Wish(said, change)
