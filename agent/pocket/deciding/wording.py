"""Calls put into words that the readers of requests are sure about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from agent.pocket.lexicon import Mention
from agent.pocket.revising.asking import Asked
from schemas.script import Frame

_PLAIN: Final[Mapping[str, str]] = {
    "darker": "darker",
    "brighter": "brighter",
    "warmer": "warmer",
    "colder": "colder",
    "contrast": "more contrast",
    "softer": "less contrast",
    "grey": "black and white",
    "colourful": "more colourful",
    "muted": "less colourful",
    "dawn": "at dawn",
    "day": "by day",
    "dusk": "at dusk",
    "night": "at night",
    "clear": "in clear weather",
    "cloudy": "under clouds",
    "rain": "in the rain",
    "snow": "in the snow",
    "fog": "in the fog",
    "bright light": "in bright light",
    "dark light": "in dark light",
    "neutral light": "in neutral light",
    "zoom in": "zoom in",
    "zoom out": "zoom out",
    "pan left": "pan left",
    "pan right": "pan right",
    "tilt up": "tilt up",
    "tilt down": "tilt down",
    "still": "static camera",
    "longer": "hold longer",
    "shorter": "hold shorter",
    "again": "another take",
    "delete": "delete",
    "move": "move",
    "swap": "swap",
    "lock": "lock",
    "unlock": "unlock",
    "undo": "undo",
    "redo": "redo",
}
_ABOUT_A_THING: Final[Mapping[str, str]] = {
    "left": "move {} to the left",
    "right": "move {} to the right",
    "center": "move {} to the center",
    "far": "{} far away",
    "medium": "{} at medium size",
    "close": "{} in close-up",
    "larger": "{} larger",
    "smaller": "{} smaller",
    "face left": "{} facing left",
    "face right": "{} facing right",
}
_STRENGTH: Final = re.compile(
    r"\b(?:a (?:little )?bit|a little|slightly|a touch|a tad|somewhat|much|a lot|way|very|really"
    r"|\d{1,3} ?(?:%|percent))",
)
_WHERE: Final = re.compile(
    r"\b(?:on|to|at|in|into) (?:the )?(?:far )?(?:left|right|middle|center|centre|distance)\b"
    r"|\bfar away\b|\bclose-up\b|\btiny\b|\bhuge\b|\bgiant\b"
)
_SECONDS: Final = re.compile(
    r"\b(?:\d+(?:[.,]\d+)?|half a|a|one|two|three|four|five|six|seven|eight|nine|ten)[\s-]*"
    r"(?:s|secs?|seconds?)\b(?:\s+(?:longer|more|shorter|less))?"
)


def in_plain_words(call: str, asked: Asked) -> str | None:
    """The words for `call` about what the request names; None where it names too little."""
    things = [each for each in asked.lexicon.mentions(asked.text) if each.kind == "object"]
    if call in _PLAIN:
        strength = _STRENGTH.search(asked.text)
        return f"{strength[0]} {_PLAIN[call]}" if strength else _PLAIN[call]
    if call in _ABOUT_A_THING:
        who = things[0].said if things else ""
        return _ABOUT_A_THING[call].format(f"the {who}" if who else "").strip()
    if call == "seconds":
        amount = _SECONDS.search(asked.text)
        return f"hold for {amount[0]}" if amount else None
    if call == "place":
        return _place(asked)
    return _things(call, asked, things)


def _things(call: str, asked: Asked, things: Sequence[Mention]) -> str | None:
    if not things:
        return None
    if call == "add":
        where = _WHERE.search(asked.text)
        named = " and ".join(f"a {each.said}" for each in dict.fromkeys(_fresh(asked, things)))
        return f"add {named} {where[0] if where else ''}".strip()
    if call == "remove":
        there = [each for each in things if each.name in _names(asked.frames)] or things
        return f"remove {' and '.join(f'the {each.said}' for each in there)}"
    if call == "replace" and len({each.name for each in things}) > 1:
        there = _names(asked.frames)
        old = next((each for each in things if each.name in there), things[0])
        new = [each for each in things if each.name != old.name][-1]
        return f"replace the {old.said} with a {new.said}"
    return None


def _fresh(asked: Asked, things: Sequence[Mention]) -> list[Mention]:
    """Those that are not there yet; all where each is."""
    there = _names(asked.frames)
    return [each for each in things if each.name not in there] or list(things)


def _place(asked: Asked) -> str | None:
    """Of several places the last that is not what the frames have already."""
    places = [each for each in asked.lexicon.mentions(asked.text) if each.kind == "background"]
    had = {frame.background for frame in asked.frames}
    fresh = [each for each in places if each.name not in had] or places
    return f"set in the {fresh[-1].said}" if fresh else None


def _names(frames: Sequence[Frame]) -> set[str]:
    return {thing.name for frame in frames for thing in frame.objects}
