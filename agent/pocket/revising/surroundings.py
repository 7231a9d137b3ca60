"""Wishes about when, where and in what weather and light a frame happens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from agent.pocket.lexicon import Mention, first_meaning
from agent.pocket.revising.asking import Asked, Wish
from agent.pocket.words import LIGHTS, TIMES, WEATHERS, in_place

_SAID_OF_WEATHER: Final = {
    "clear": "in clear weather",
    "cloudy": "under clouds",
    "rain": "in the rain",
    "snow": "in the snow",
    "fog": "in the fog",
}
_SAID_OF_TIME: Final = {"dawn": "at dawn", "day": "by day", "dusk": "at dusk", "night": "at night"}
_PLACING: Final = (
    r"in|into|at|on|to|inside|through|under|background|set|happens?|location|place|scene"
)
_STOPPING: Final = r"(?:stop|no|without|remove|end|less|lose)(?: the| any)?"


def read_surroundings(asked: Asked) -> Iterator[Wish]:
    """Yields a wish for each of time, weather, light and place that the words name."""
    time = first_meaning(asked.text, TIMES)
    if time is not None:
        yield Wish(_SAID_OF_TIME[time], lambda _: {"time_of_day": time})
    weather = first_meaning(asked.text, WEATHERS)
    if weather is not None:
        if asked.has(rf"{_STOPPING} (?:rain\w*|snow\w*|fog\w*|cloud\w*|storm\w*|mist\w*)"):
            weather = "clear"
        yield Wish(_SAID_OF_WEATHER[weather], lambda _: {"weather": weather})
    if asked.has("light|lighting|lit"):
        light = first_meaning(asked.text, LIGHTS) or _plain_light(asked)
        if light is not None:
            yield Wish(f"in {light} light", lambda _: {"lighting": light})
    background = read_background(asked)
    if background is not None:
        yield Wish(in_place(background.name), lambda _: {"background": background.name})


def read_background(asked: Asked) -> Mention | None:
    """The place that the words ask for; the last that they name counts ("from A to B")."""
    places = [each for each in asked.lexicon.mentions(asked.text) if each.kind == "background"]
    if not places:
        return None
    last = places[-1]
    led = rf"\b(?:{_PLACING})\b.*\b{re.escape(last.said)}\b|\bmake\b.*\b{re.escape(last.said)}\b"
    return last if re.search(led, asked.text) or asked.text == last.said else None


def _plain_light(asked: Asked) -> str | None:
    return "neutral" if asked.has("neutral|normal|natural|soft") else None
