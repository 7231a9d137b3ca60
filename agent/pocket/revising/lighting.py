"""Grades in words: darker, warmer, more contrast, greyscale."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from agent.pocket.revising.asking import Asked
from agent.pocket.revising.moods import read_mood
from schemas.grade import EXPOSURE_LIMIT, GradeChange


class _Shade(NamedTuple):
    pattern: str
    said: str
    change: Callable[[float], GradeChange]
    """The change for a strength; 1 is what the bare word asks for."""


def _exposure(stops: float) -> Callable[[float], GradeChange]:
    return lambda strength: GradeChange(exposure=round(stops * strength, 3))


def _temperature(amount: float) -> Callable[[float], GradeChange]:
    return lambda strength: GradeChange(temperature=round(max(-1, min(1, amount * strength)), 3))


def _contrast(factor: float) -> Callable[[float], GradeChange]:
    return lambda strength: GradeChange(contrast=round(factor**strength, 3))


def _saturation(factor: float) -> Callable[[float], GradeChange]:
    return lambda strength: GradeChange(saturation=round(factor**strength, 3))


def _grey(strength: float) -> GradeChange:
    del strength
    return GradeChange(saturation=0.0)


_SHADES: Final = (
    _Shade(r"too dark|less dark|not so dark", "brighter", _exposure(0.6)),
    _Shade(r"too (?:bright|light)|less bright|not so bright", "darker", _exposure(-0.7)),
    _Shade(
        r"darker|darken\w*|dimmer|dim|dark|gloomier|gloomy|shadier|blacker",
        "darker",
        _exposure(-0.7),
    ),
    _Shade(
        r"brighter|brighten\w*|lighter|lighten\w*|bright|more light|light up",
        "brighter",
        _exposure(0.6),
    ),
    _Shade(
        r"warmer|warm(?:\s+(?:it|them|this))?(?:\s+up)?|more orange|cosier|cozier",
        "warmer",
        _temperature(0.35),
    ),
    _Shade(
        r"colder|cold|cooler|cool(?:\s+(?:it|them))?(?:\s+down)?|bluer|more blue",
        "colder",
        _temperature(-0.35),
    ),
    _Shade(
        r"less contrast\w*|lower (?:the )?contrast|softer|flatter|reduce (?:the )?contrast",
        "softer in contrast",
        _contrast(0.75),
    ),
    _Shade(
        r"(?:more|higher|increase|raise|stronger|add|boost)(?: the)? contrast\w*|contrastier"
        r"|punchier|more dramatic",
        "higher in contrast",
        _contrast(1.35),
    ),
    _Shade(
        r"gr[ea]y ?scale|black[- ]and[- ]white|b&w|monochrome|colou?rless|without colou?r"
        r"|no colou?r|(?:in )?black and white|gr[ea]y",
        "in greys",
        _grey,
    ),
    _Shade(
        r"less colou?rful|less saturat\w+|desaturat\w+|paler|muted|less vivid|duller"
        r"|washed out",
        "less colourful",
        _saturation(0.6),
    ),
    _Shade(
        r"more colou?rful|more saturat\w+|saturate|more vivid|vivid|more colou?r|vibrant"
        r"|more vibrant|colou?rful",
        "more colourful",
        _saturation(1.5),
    ),
)
_WEAK: Final = r"a (?:little )?bit|a little|slightly|a touch|a tad|somewhat|subtly|gently"
_STRONG: Final = r"much|a lot|lots|way|far|very|really|considerably|significantly|extremely|super"


def read_grade(asked: Asked) -> tuple[str, GradeChange] | None:
    """The grade that the words ask for, and how to name it; None where they ask for none."""
    text = _without_things(asked)
    said: list[str] = []
    total = GradeChange()
    strength = _strength(text)
    for shade in _SHADES:
        pattern = rf"\b(?:{shade.pattern})\b"
        if re.search(pattern, text):
            text = re.sub(pattern, " ", text)
            said.append(shade.said)
            total = _added(total, shade.change(strength))
    return (" and ".join(said), total) if said else read_mood(asked)


def _without_things(asked: Asked) -> str:
    """The text without the names of things and places: a "dark cave" asks for no grade."""
    text = asked.text
    for mention in asked.lexicon.mentions(text):
        text = re.sub(rf"\b{re.escape(mention.said)}\b", " ", text)
    return re.sub(r"\b(?:dark|bright|dim|soft|warm|cold)\s+light(?:ing)?\b", " ", text)


def _strength(text: str) -> float:
    if percent := re.search(r"(\d{1,3})\s*(?:%|percent)", text):
        return min(max(int(percent.group(1)) / 30, 0.2), 3.0)
    if re.search(rf"\b(?:{_WEAK})\b", text):
        return 0.5
    return 1.6 if re.search(rf"\b(?:{_STRONG})\b", text) else 1.0


def _added(one: GradeChange, other: GradeChange) -> GradeChange:
    exposure = one.exposure + other.exposure
    temperature = one.temperature + other.temperature
    return GradeChange(
        exposure=min(max(exposure, -EXPOSURE_LIMIT), EXPOSURE_LIMIT),
        contrast=min(max(one.contrast * other.contrast, 0.25), 4.0),
        saturation=min(one.saturation * other.saturation, 4.0),
        temperature=min(max(temperature, -1.0), 1.0),
    )
