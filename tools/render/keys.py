"""Render keys: everything that shapes a still's pixels, and nothing else, as one digest."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Literal

from schemas.base import Value
from schemas.render import Digest, Mode, Over

KEY_SCHEMA = 1
"""Raised when the ingredients of a key change; every still is rendered again then."""


class Ingredients(Value):
    """What a still's pixels depend on. A frame's index, id, hold, camera and grade do not."""

    renderer_version: str
    model: str
    """`pocket`, a model id, or the base name of a folder; never a path of this machine."""
    weights: Digest
    scheduler: str
    """Canonical JSON of the scheduler's class and configuration."""
    num_inference_steps: int
    guidance_scale: float
    width: int
    height: int
    prompt: str
    negative: str
    seed: int
    mode: Mode
    filter_fraction: float
    dtype: str
    device: Literal["cpu", "cuda", "mps"]
    depends_on: tuple[Digest, ...]
    """Keys of the other frames whose keys and values it attends to, in order of attention."""
    over: Over | None = None


def render_key(ingredients: Ingredients) -> Digest:
    """The render key: SHA-256 in hexadecimal."""
    content = {"schema": KEY_SCHEMA, **ingredients.model_dump(exclude_none=True)}
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def canonical_json(value: object) -> str:
    """`value` (dicts, lists, strings, numbers, None) as the one JSON text that stands for it.

    Names are sorted, there is no white space, every character is ASCII, floats are the shortest
    text that reads back as the same float, zero has no sign, and the infinities (schedulers have
    them) are the strings "inf" and "-inf".

    Raises:
        ValueError: a number is not a number.
    """
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), allow_nan=False)


def _plain(value: object) -> object:
    match value:
        case float():
            return str(value) if math.isinf(value) else value + 0.0
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _:
            return value
