"""English words that say when, in what weather, in what light and how something happens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schemas.script import Camera, TimeOfDay, Weather


def word_set(words: str) -> frozenset[str]:
    """The words of a text, for tables that are read more often than changed."""
    return frozenset(words.split())


TIMES: Final[Mapping[str, TimeOfDay]] = {
    "dawn": "dawn",
    "sunrise": "dawn",
    "sunup": "dawn",
    "daybreak": "dawn",
    "first light": "dawn",
    "early morning": "dawn",
    "morning": "dawn",
    "day": "day",
    "daytime": "day",
    "daylight": "day",
    "noon": "day",
    "midday": "day",
    "afternoon": "day",
    "dusk": "dusk",
    "sunset": "dusk",
    "sundown": "dusk",
    "evening": "dusk",
    "twilight": "dusk",
    "nightfall": "dusk",
    "golden hour": "dusk",
    "night": "night",
    "nighttime": "night",
    "night-time": "night",
    "day-time": "day",
    "midnight": "night",
    "moonlight": "night",
    "moonlit": "night",
    "starlight": "night",
    "after dark": "night",
    "stars": "night",
}

WEATHERS: Final[Mapping[str, Weather]] = {
    "clear": "clear",
    "sunny": "clear",
    "sunshine": "clear",
    "cloudless": "clear",
    "cloudy": "cloudy",
    "overcast": "cloudy",
    "clouds": "cloudy",
    "windy": "cloudy",
    "rain": "rain",
    "rains": "rain",
    "raining": "rain",
    "rainy": "rain",
    "drizzle": "rain",
    "downpour": "rain",
    "storm": "rain",
    "stormy": "rain",
    "thunderstorm": "rain",
    "thunder": "rain",
    "lightning": "rain",
    "snow": "snow",
    "snows": "snow",
    "snowing": "snow",
    "snowfall": "snow",
    "blizzard": "snow",
    "snowstorm": "snow",
    "fog": "fog",
    "foggy": "fog",
    "mist": "fog",
    "misty": "fog",
    "haze": "fog",
    "hazy": "fog",
}

ON: Final = word_set("beach moon farm street meadow ocean stage lake")
"""Places that one is on; one is in all others."""

LIGHTS: Final[Mapping[str, str]] = {
    "bright": "bright",
    "brightly": "bright",
    "sunlit": "bright",
    "dark": "dark",
    "darkness": "dark",
    "dim": "dark",
    "gloomy": "dark",
    "shadowy": "dark",
    "candlelit": "dark",
}

MOVES: Final[Mapping[str, Camera]] = {
    "climbs": "tilt up",
    "rises": "tilt up",
    "flies": "tilt up",
    "floats": "tilt up",
    "grows": "tilt up",
    "lifts": "tilt up",
    "falls": "tilt down",
    "lands": "tilt down",
    "drops": "tilt down",
    "dives": "tilt down",
    "descends": "tilt down",
    "digs": "tilt down",
    "walks": "pan right",
    "runs": "pan right",
    "follows": "pan right",
    "chases": "pan right",
    "rides": "pan right",
    "sails": "pan right",
    "drives": "pan right",
    "travels": "pan right",
    "leaves": "pan left",
    "goes": "pan left",
    "returns": "pan left",
    "sees": "zoom in",
    "finds": "zoom in",
    "looks": "zoom in",
    "notices": "zoom in",
    "discovers": "zoom in",
    "meets": "zoom in",
    "smiles": "zoom in",
    "opens": "zoom in",
    "reads": "zoom in",
    "sleeps": "zoom out",
    "waves": "zoom out",
    "rests": "zoom out",
    "dances": "zoom out",
}
"""Verbs of the action and the camera movement that shows it."""

VERBS_TOO: Final = word_set(
    """
    box cook count cycle engine fire fly guard guide keep land light lock mine park pilot plant
    play present ring rose saw seal ship shop spring square stage store swallow train watch wave
    wonder run shower camp coach hawk judge cross
    """
)
"""Words of vocabularies that are verbs as often; a noun only behind an article or the like."""

INTRODUCERS: Final = word_set("add with without put draw include remove of")
"""Words right behind which a request names a thing without an article."""

DETERMINERS: Final = word_set(
    """
    a an the this that these those his her its their my your our some any every each another no
    one two three four five six seven eight nine ten many several few
    """
)


def in_place(place: str) -> str:
    """A place with its preposition: "on the beach", "in the forest"."""
    if place == "underwater":
        return place
    return f"{'on' if place.casefold().split()[-1] in ON else 'in'} the {place}"
