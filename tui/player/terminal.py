"""What this terminal can show, read from the environment."""

from __future__ import annotations

from collections.abc import Mapping


def motion_wanted(environ: Mapping[str, str]) -> bool:
    """Whether clips may start by themselves: not where animations are turned off."""
    return environ.get("TEXTUAL_ANIMATIONS", "").lower() != "none"


def colour_note(environ: Mapping[str, str]) -> str:
    """What to tell a viewer whose terminal does not show the clip's colours, or ""."""
    if environ.get("NO_COLOR"):
        return "grey because NO_COLOR is set"
    if environ.get("TERM") in {"linux", "vt100", "vt220", "dumb"}:
        return f"few colours because TERM is {environ['TERM']}"
    return ""
