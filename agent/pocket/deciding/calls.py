"""The calls among which the model decides: one for each thing that can be done to frames."""

from __future__ import annotations

from typing import Final

LIGHT: Final = (
    *("darker", "brighter", "warmer", "colder", "contrast", "softer", "grey", "colourful", "muted"),
)
TIMES: Final = ("dawn", "day", "dusk", "night")
WEATHERS: Final = ("clear", "cloudy", "rain", "snow", "fog")
LIGHTINGS: Final = ("bright light", "dark light", "neutral light")
THINGS: Final = ("add", "remove", "replace")
POSITIONS: Final = ("left", "right", "center")
SCALES: Final = ("far", "medium", "close")
SIZES: Final = ("larger", "smaller")
FACINGS: Final = ("face left", "face right")
CAMERAS: Final = (
    *("zoom in", "zoom out", "pan left", "pan right", "tilt up", "tilt down", "still"),
)
HOLDS: Final = ("longer", "shorter", "seconds")
TEXTS: Final = ("tell", "place", "again")
WHOLE: Final = ("insert", "copy", "delete", "move", "swap", "lock", "unlock")
SCRIPT: Final = ("undo", "redo", "style", "look", "restart")
NOTHING: Final = "nothing"
"""A question, small talk, praise: no edit."""

CALLS: Final = (
    *(*LIGHT, *TIMES, *WEATHERS, *LIGHTINGS, *THINGS, *POSITIONS, *SCALES, *SIZES, *FACINGS),
    *(*CAMERAS, *HOLDS, *TEXTS, *WHOLE, *SCRIPT, NOTHING),
)
