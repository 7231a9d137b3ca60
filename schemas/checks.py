"""What `doctor` and `models` report."""

from __future__ import annotations

from typing import Literal

from schemas.base import Value


class Check(Value):
    """One thing that storyreel needs."""

    name: str
    ok: bool
    detail: str
    """What was found."""
    hint: str = ""
    """What to do; empty where nothing is wrong."""


class ModelState(Value):
    """One model that storyreel knows."""

    kind: Literal["director", "renderer"]
    id: str
    state: Literal["ready", "unprepared", "missing"]
    """ready: loads at once; unprepared: `models prepare` converts it; missing: see `detail`."""
    detail: str
