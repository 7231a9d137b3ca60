"""Which frames of a script a description fits: night, rainy, a fox, the forest."""

from __future__ import annotations

from collections.abc import Callable

from schemas.script import Frame, FrameScript, TimeOfDay, Weather

TIMES: dict[str, TimeOfDay] = {
    **dict.fromkeys(("dawn", "sunrise", "morning"), "dawn"),
    **dict.fromkeys(("day", "daytime", "daylight", "day-time"), "day"),
    **dict.fromkeys(("dusk", "sunset", "evening", "twilight"), "dusk"),
    **dict.fromkeys(("night", "nighttime", "night-time", "nightly"), "night"),
}
WEATHERS: dict[str, Weather] = {
    **dict.fromkeys(("clear", "sunny"), "clear"),
    **dict.fromkeys(("cloudy", "clouds", "overcast"), "cloudy"),
    **dict.fromkeys(("rain", "rainy", "raining", "rains"), "rain"),
    **dict.fromkeys(("snow", "snowy", "snowing", "snows"), "snow"),
    **dict.fromkeys(("fog", "foggy", "mist", "misty"), "fog"),
}


def stems(word: str) -> frozenset[str]:
    """The singular forms that `word` may have, itself included."""
    forms = {word}
    for ending, replacement in (("ies", "y"), ("ves", "f"), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            forms.add(word.removesuffix(ending) + replacement)
    return frozenset(forms)


def matching(script: FrameScript, description: str) -> tuple[int, ...] | None:
    """The 1-based indices of the frames that `description` (one to three words) fits.

    Time, weather, light and lock are looked at first, then objects, then backgrounds, then what
    happens.

    Returns:
        None where the words say nothing that a frame of this script could be.
    """
    if description in {"locked", "unlocked"}:
        return _where(script, lambda frame: frame.locked == (description == "locked"))
    time, weather = TIMES.get(description), WEATHERS.get(description)
    if time is not None:
        return _where(script, lambda frame: frame.time_of_day == time)
    fields: tuple[Callable[[Frame], str], ...] = (
        lambda frame: frame.lighting,
        lambda frame: " ".join(thing.name for thing in frame.objects),
        lambda frame: frame.background,
        lambda frame: frame.action,
    )
    by_weather = _where(script, lambda frame: frame.weather == weather)
    if by_weather:
        return by_weather
    for field in fields:
        found = _where(script, lambda frame, field=field: _says(field(frame), description))
        if found:
            return found
    return () if weather is not None or description in {"dark", "bright", "neutral"} else None


def _where(script: FrameScript, fits: Callable[[Frame], bool]) -> tuple[int, ...]:
    return tuple(index for index, frame in enumerate(script.frames, start=1) if fits(frame))


def _says(text: str, description: str) -> bool:
    """Whether every word of `description` is in `text`, in singular or plural."""
    words = [stems(word.strip(".,;:!?\"'()")) for word in text.casefold().split()]
    return all(any(stems(wanted) & word for word in words) for wanted in description.split())
