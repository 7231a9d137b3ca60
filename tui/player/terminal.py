"""What this terminal can show, read from the environment."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

_FEW_COLOURS = frozenset({"linux", "vt100", "vt220", "dumb"})


@dataclass(frozen=True)
class Terminal:
    """What a player must know of the terminal."""

    autoplay: bool = True
    """Whether clips start by themselves: not where animations are turned off."""
    note: str = ""
    """What to tell a viewer who does not see the clip's colours."""

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Terminal:
        """The terminal that the variables of `environ` tell of."""
        autoplay = environ.get("TEXTUAL_ANIMATIONS", "").lower() != "none"
        if environ.get("NO_COLOR"):
            return cls(autoplay, "grey because NO_COLOR is set")
        if environ.get("TERM") in _FEW_COLOURS:
            return cls(autoplay, f"few colours because TERM is {environ['TERM']}")
        return cls(autoplay)


def has_terminal() -> bool:
    """Whether there is a terminal to read from and to draw on; Textual draws on stderr."""
    # Python has None for a stream that was closed before it started.
    return all(
        stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)
    )
