"""Any reference to frames, whatever its form."""

from __future__ import annotations

from tools.script.reading.described import read_described
from tools.script.reading.numbered import read_bare, read_numbered, read_shot
from tools.script.reading.ordered import (
    read_counted,
    read_half,
    read_middle,
    read_ordinals,
    read_stepping,
)
from tools.script.reading.passage import Found, Passage
from tools.script.reading.points import read_from_end, read_mark
from tools.script.reading.ranges import read_open_range

# In this order: what comes first is the longer or the more special form.
_READERS = (
    read_mark,
    read_open_range,
    read_stepping,
    read_from_end,
    read_counted,
    read_half,
    read_ordinals,
    read_middle,
    read_shot,
    read_described,
    read_numbered,
    read_bare,
)


def read_reference(passage: Passage, at: int) -> Found | None:
    """The reference that begins with the token at `at`, whatever its form."""
    for reader in _READERS:
        found = reader(passage, at)
        if found is not None:
            return found
    return None
