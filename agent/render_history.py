"""How long stills took on this machine, so that a new project's cost is known before its first."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from schemas.errors import StoryreelError
from schemas.render import Capabilities, RenderSettings
from tools.disk import write_atomically

_KEPT = 32
"""Last stills that the mean is taken of, for each way to render."""
_WAYS = 64
"""Most ways to render that are remembered; the one that was used least lately goes first."""

_Seconds = TypeAdapter(dict[str, list[Annotated[float, Field(ge=0, allow_inf_nan=False)]]])


class RenderHistory:
    """Seconds of the last stills, by everything that decides how long one takes.

    Args:
        file: JSON in the user's state folder; need not exist. One that cannot be read or written
            costs the estimate and nothing else.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def mean_seconds(self, renderer: Capabilities, settings: RenderSettings) -> float | None:
        """What a still took lately, seconds of wall time; None where none was rendered so."""
        seconds = self._read().get(_way(renderer, settings))
        return sum(seconds) / len(seconds) if seconds else None

    def note(self, renderer: Capabilities, settings: RenderSettings, seconds: float) -> None:
        """Remembers what one still took."""
        known, way = self._read(), _way(renderer, settings)
        known[way] = [*known.pop(way, []), seconds][-_KEPT:]
        latest = dict(list(known.items())[-_WAYS:])
        with suppress(StoryreelError):
            write_atomically(self._file, json.dumps(latest).encode())

    def _read(self) -> dict[str, list[float]]:
        try:
            return _Seconds.validate_json(self._file.read_bytes())
        except (OSError, ValidationError):
            return {}


def _way(renderer: Capabilities, settings: RenderSettings) -> str:
    weights = (renderer.weights, renderer.version, renderer.device, renderer.dtype)
    return hashlib.sha256(f"{weights} {settings.model_dump_json()}".encode()).hexdigest()[:16]
