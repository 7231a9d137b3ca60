"""How sparingly memory is used, and what was found to be needed on this machine."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from schemas.base import Value
from schemas.errors import StoryreelError
from tools.disk import write_atomically
from tools.render.memory import Place

_VALID = timedelta(days=7)
"""After that everything is tried again: other programs may have taken the memory."""


class Thrift(Value):
    """Measures that need less memory and more time; by default none is taken.

    The first two change a still in its last bits, tiles also a little where they meet.
    """

    one_row: bool = False
    """Run the UNet on one row at a time: frames alone, and the halves of guidance apart."""
    tiled_decode: bool = False
    """Decode a still in overlapping tiles."""
    no_anchors: bool = False
    """Keep nothing of what anchors were attended to from one request to the next."""


_LADDER: dict[Place, tuple[str, ...]] = {
    "load": ("no_anchors",),
    "denoise": ("one_row", "no_anchors"),
    "decode": ("tiled_decode", "no_anchors"),
}
"""What to try where memory ran out, the best first."""


def thriftier(thrift: Thrift, place: Place) -> Thrift | None:
    """The next measure for memory that ran out at `place`; None where all are taken."""
    for measure in _LADDER[place]:
        if not getattr(thrift, measure):
            return thrift.model_copy(update={measure: True})
    return None


class _Note(Value):
    thrift: Thrift
    noted: datetime


_Notes = TypeAdapter(dict[str, _Note])


class ThriftNotes:
    """What worked, by model and size, in a file of the user's cache folder.

    A file that is absent, damaged or not writable costs time and nothing else.
    """

    def __init__(self, path: Path) -> None:
        """Takes note of the file; reads nothing yet."""
        self._path = path

    def get(self, task: str) -> Thrift:
        """The thrift that `task` (a model and a size) needed lately; none where nobody knows."""
        note = self._read().get(task)
        if note is None or datetime.now(UTC) - note.noted > _VALID:
            return Thrift()
        return note.thrift

    def put(self, task: str, thrift: Thrift) -> None:
        """Notes that `task` went well with that thrift."""
        notes = self._read() | {task: _Note(thrift=thrift, noted=datetime.now(UTC))}
        with contextlib.suppress(StoryreelError):
            write_atomically(self._path, _Notes.dump_json(notes))

    def _read(self) -> dict[str, _Note]:
        try:
            return _Notes.validate_json(self._path.read_bytes())
        except (OSError, ValidationError):
            return {}
