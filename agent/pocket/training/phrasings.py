"""The grammar of requests: sections of lines with alternatives and slots.

    [darker]
    (make|turn) {it} {bit}darker

A line says one request. `(a|b|)` is one of a, b and nothing; `{slot}` is filled by the world.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Final

_FILES: Final = ("light", "things", "structure", "wishes", "talk")
_CHOICE: Final = re.compile(r"\(([^()]*)\)")
_SLOT: Final = re.compile(r"\{([a-z0-9 ]+)\}")


def read_phrasings() -> dict[str, list[str]]:
    """The lines of each section, by the section's name; a section may go on in other files.

    Raises:
        ValueError: a line stands before the first section, or a bracket is not closed.
    """
    sections: dict[str, list[str]] = {}
    folder = files("agent.pocket.training") / "phrasings"
    for name in _FILES:
        lines: list[str] | None = None
        for line in (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if header := re.fullmatch(r"\[([a-z ]+)\]", line):
                lines = sections.setdefault(header[1], [])
            elif line.strip() and not line.startswith("#"):
                if lines is None or line.count("(") != line.count(")"):
                    raise ValueError(f"{name}.txt: {line!r} is outside a section or not closed")
                lines.append(line)
    return sections


def said(line: str, slots: Mapping[str, Callable[[], str]], chance: random.Random) -> str:
    """One request that `line` admits.

    Raises:
        KeyError: the line has a slot that is not in `slots`.
    """
    while found := _CHOICE.search(line):
        picked = chance.choice(found[1].split("|"))
        line = f"{line[: found.start()]}{picked}{line[found.end() :]}"
    text = _SLOT.sub(lambda slot: slots[slot[1]](), line)
    return " ".join(text.replace(" ,", ",").replace(" :", ":").split()).strip(" ,")
