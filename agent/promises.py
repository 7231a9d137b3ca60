"""What a request promises about the pictures, and whether the measured pictures keep it.

"Make frame 5 darker" promises less luma in frame 5, whatever the director does about it: a grade,
another time of day, another picture. The words are read in code and the stills are measured, so
that no model can call a frame darker that is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from schemas.script import FrameScript
from schemas.takes import Facts

Measured = Callable[[Facts], tuple[float | None, float | None]]


@dataclass(frozen=True)
class Promise:
    """One quality of the pictures that was asked to go up or down."""

    said: str
    """How the picture was to become: "darker"."""
    quality: str
    """What is measured, with its unit."""
    words: re.Pattern[str]
    """What asks for it."""
    sign: int
    """1: up; -1: down."""
    visible: Callable[[float], float]
    """The least change that an eye takes for one, from the value before."""
    measured: Measured
    """Before and after."""

    def broken_by(self, facts: Facts) -> tuple[float, float] | None:
        """Before and after, where a still was measured twice and did not go that way."""
        before, after = self.measured(facts)
        if before is None or after is None:
            return None
        kept = self.sign * (after - before) >= self.visible(before)
        return None if kept else (before, after)


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


def _luma(facts: Facts) -> tuple[float | None, float | None]:
    return facts.luma_before, facts.luma_after


def _saturation(facts: Facts) -> tuple[float | None, float | None]:
    return facts.saturation_before, facts.saturation_after


def _warmth(facts: Facts) -> tuple[float | None, float | None]:
    return facts.warmth_before, facts.warmth_after


def _luma_shift(before: float) -> float:
    # Weber: an eye sees shares, not differences; one level where the picture is almost black.
    return max(1.0, 0.03 * before)


def _saturation_shift(before: float) -> float:
    return max(0.005, 0.03 * before)


def _warmth_shift(before: float) -> float:
    del before
    return 1.0


_VIVID: Final = r"(?:colou?r(?:ful|s)?|saturat(?:ed|ion)|vivid|vibrant)"
_KINDS: Final = (
    Promise(
        "darker",
        "mean luma",
        _words(r"darker|darken|dim(?:mer)?|less bright|too (?:bright|light)"),
        -1,
        _luma_shift,
        _luma,
    ),
    Promise(
        "brighter",
        "mean luma",
        _words(r"brighter|brighten|lighter|lighten|less dark|too dark|more light"),
        1,
        _luma_shift,
        _luma,
    ),
    Promise(
        "more colourful",
        "mean saturation",
        _words(rf"more {_VIVID}|too (?:grey|gray|pale)"),
        1,
        _saturation_shift,
        _saturation,
    ),
    Promise(
        "less colourful",
        "mean saturation",
        _words(rf"less {_VIVID}|too {_VIVID}|desaturated?|gr[ea]yscale|black[ -]and[ -]white"),
        -1,
        _saturation_shift,
        _saturation,
    ),
    Promise("warmer", "mean red minus blue", _words(r"warmer|too cold"), 1, _warmth_shift, _warmth),
    Promise(
        "colder",
        "mean red minus blue",
        _words(r"colder|cooler|too warm"),
        -1,
        _warmth_shift,
        _warmth,
    ),
)
_NEGATED: Final = re.compile(
    r"\b(?:not|do not|don'?t|never|without|no)\b.*?(?=[,.;:]|\bbut\b|$)", re.IGNORECASE
)
_QUESTION: Final = re.compile(
    r"^\s*(?:is|are|was|were|what|who|which|why|how|where|when|does|do|did|has|have)\b"
    r"|^(?!\s*(?:can|could|would|will) (?:you|we)\b).*\?\s*$",
    re.IGNORECASE,
)


def promises_of(request: str) -> tuple[Promise, ...]:
    """What `request` promises about every picture that it is about.

    A question promises nothing, nor does what is not to be. Neither do words that ask for both
    directions of a quality: which frame is to go which way is not read here.
    """
    if _QUESTION.search(request):
        return ()
    wanted = _NEGATED.sub("", request)
    found = [kind for kind in _KINDS if kind.words.search(wanted)]
    qualities = [kind.quality for kind in found]
    return tuple(kind for kind in found if qualities.count(kind.quality) == 1)


def broken_promises(
    promises: Sequence[Promise], facts: Sequence[Facts], script: FrameScript
) -> tuple[str, ...]:
    """A sentence for each frame and promise that its still does not keep."""
    sentences: list[str] = []
    for each in facts:
        for promise in promises:
            if (broken := promise.broken_by(each)) is not None:
                sentences.append(
                    f"frame {script.index_of(each.frame)} is not visibly {promise.said} "
                    f"({promise.quality} {broken[0]:.4g} -> {broken[1]:.4g})"
                )
    return tuple(sentences)
