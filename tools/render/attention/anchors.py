"""What anchors were attended to, kept for the next request.

With the keys and values of its anchor a changed frame costs itself alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from schemas.render import Digest
from tools.render.attention.anchor_files import AnchorFiles
from tools.render.attention.sources import Step


class Anchors(Protocol):
    """Keys and values of anchors at every step, by the anchor's render key."""

    def get(self, key: Digest) -> tuple[Step, ...] | None:
        """The steps of that anchor, in order; None where they are not kept."""
        ...

    def fits(self, steps: Sequence[Step], num_inference_steps: int) -> bool:
        """Whether an anchor whose first steps these are would be kept."""
        ...

    def put(self, key: Digest, steps: Sequence[Step]) -> None:
        """Keeps the steps of an anchor, where they fit."""
        ...


class AnchorCache:
    """Anchors in memory, as far as they fit.

    Those used longest ago go first, and one that is larger than the whole cache is never kept.
    """

    def __init__(self, limit: int) -> None:
        """Takes the most bytes to hold."""
        self._limit = limit
        self._known: dict[Digest, tuple[Step, ...]] = {}

    def get(self, key: Digest) -> tuple[Step, ...] | None:
        """See `Anchors`."""
        steps = self._known.pop(key, None)
        if steps is not None:
            self._known[key] = steps
        return steps

    def fits(self, steps: Sequence[Step], num_inference_steps: int) -> bool:
        """See `Anchors`."""
        return bool(steps) and _size(steps[0]) * num_inference_steps <= self._limit

    def put(self, key: Digest, steps: Sequence[Step]) -> None:
        """See `Anchors`."""
        self._known.pop(key, None)
        self._known[key] = tuple(steps)
        held = sum(_size(step) for each in self._known.values() for step in each)
        while held > self._limit:
            oldest = self._known.pop(next(iter(self._known)))
            held -= sum(_size(step) for step in oldest)


class LayeredAnchors:
    """Anchors in memory and, behind it, in files; what does not fit the one is in neither."""

    def __init__(self, memory: AnchorCache, files: AnchorFiles) -> None:
        """Takes the two layers."""
        self._memory = memory
        self._files = files

    def get(self, key: Digest) -> tuple[Step, ...] | None:
        """See `Anchors`."""
        steps = self._memory.get(key)
        if steps is None:
            steps = self._files.get(key)
            if steps is not None:
                self._memory.put(key, steps)
        return steps

    def fits(self, steps: Sequence[Step], num_inference_steps: int) -> bool:
        """See `Anchors`."""
        return self._memory.fits(steps, num_inference_steps)

    def put(self, key: Digest, steps: Sequence[Step]) -> None:
        """See `Anchors`."""
        self._memory.put(key, steps)
        self._files.put(key, steps)


def _size(step: Step) -> int:
    return sum(tensor.nbytes for pair in step.values() for tensor in pair)
