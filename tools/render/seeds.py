"""From which noise a frame is drawn."""

from __future__ import annotations

import hashlib

from schemas.script import Seed, ShotId


def noise_seed(script_seed: Seed, shot: ShotId, variation: int) -> int:
    """The seed of a frame's own generator, 0 to 2**63 - 1.

    The frames of a shot share it: starting from the same noise they come out in the same coarse
    layout (shared initial noise, as in DirecT2V, arXiv:2305.14330), and a frame whose prompt is
    edited ("make it night") keeps its composition. Another variation draws from other noise.
    """
    text = f"storyreel noise 1/{script_seed}/{shot}/{variation}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1
