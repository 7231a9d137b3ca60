"""Telling a user who looks elsewhere that a long turn has ended."""

from __future__ import annotations

from typing import Literal

from schemas.text import printable

Way = Literal["bell", "osc9", "osc777", "off"]
"""bell: the terminal's own; osc9 and osc777: a desktop notification by the terminal."""

LEAST_SECONDS = 10.0
"""Turns that are shorter are not worth a notification; the user has hardly looked away."""


def notification(way: Way, text: str) -> str:
    """What to write to the terminal; empty for `off`.

    Args:
        way: as the settings say.
        text: one line.
    """
    line = printable(text).replace(";", ",")
    match way:
        case "bell":
            return "\a"
        case "osc9":
            return f"\x1b]9;{line}\a"
        case "osc777":
            return f"\x1b]777;notify;storyreel;{line}\a"
        case "off":
            return ""
