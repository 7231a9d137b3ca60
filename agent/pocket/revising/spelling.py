"""Slips of the finger in what a request asks: "brigther", "a rabit", "thunderstrom"."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from spellchecker import SpellChecker

from agent.pocket.lexicon import Lexicon
from agent.pocket.words import LIGHTS, TIMES, WEATHERS, word_set
from tools.script.reading.spelling import is_slip

_COMMANDS: Final = word_set(
    """
    make change remove delete replace insert duplicate copy move swap place background instead
    please lock unlock protect undo redo revert start story style look draw paint render
    darker brighter lighter warmer colder cooler softer bright dark warm cold contrast saturation
    exposure brightness light lighting lights colour color colours colors colourful colorful muted
    vivid black white greyscale grayscale desaturate darken brighten lighten
    camera zoom close closer closeup static still tilt left right middle center centre bigger
    smaller larger shorter longer second seconds another again version between before after
    scary scarier spooky spookier gloomy cheerful cosy dramatic dreamy romantic mysterious sad
    rainy snowy foggy sunny cloudy stormy
    """
)
_WORD: Final = re.compile(r"(?<![\w'-])[a-z]{4,}(?![\w'-])")


def respelt(text: str, lexicon: Lexicon) -> str:
    """`text` with each word that is none, and is one slip away from one known here, spelt right.

    Args:
        text: lower case.
        lexicon: the things and places that may be named.
    """
    return _WORD.sub(lambda found: _meant(found[0], lexicon), text)


def _meant(word: str, lexicon: Lexicon) -> str:
    if word in _COMMANDS or lexicon.knows(word):
        return word
    expected = (*sorted(_COMMANDS), *TIMES, *WEATHERS, *LIGHTS, *lexicon.words)
    # The first letter is seldom missed, and a plain slip of a command is likelier than a thing.
    close = next((each for each in expected if each[0] == word[0] and is_slip(word, each)), word)
    return word if close == word or _dictionary().known([word]) else close


@cache
def _dictionary() -> SpellChecker:
    """English words, so that "lower" is no slip of "flower"; read from disk once."""
    return SpellChecker()
