"""What anchors were attended to, kept for the next request."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.render import Digest
from tools.render.attention.sources import Step


class AnchorCache:
    """Keys and values of anchors at every step, by the anchor's render key, in memory.

    With them a changed frame costs itself alone. They are kept only as far as they fit: those used
    longest ago go first, and an anchor that is larger than the whole cache is never kept.
    """

    def __init__(self, limit: int) -> None:
        """Takes the most bytes to hold."""
        self._limit = limit
        self._known: dict[Digest, tuple[Step, ...]] = {}

    def get(self, key: Digest) -> tuple[Step, ...] | None:
        """The steps of that anchor, in order; None where they are not kept."""
        steps = self._known.pop(key, None)
        if steps is not None:
            self._known[key] = steps
        return steps

    def fits(self, steps: Sequence[Step], num_inference_steps: int) -> bool:
        """Whether an anchor whose first steps these are would be kept."""
        return bool(steps) and _size(steps[0]) * num_inference_steps <= self._limit

    def put(self, key: Digest, steps: Sequence[Step]) -> None:
        """Keeps the steps of an anchor, where they fit."""
        self._known.pop(key, None)
        self._known[key] = tuple(steps)
        held = sum(_size(step) for each in self._known.values() for step in each)
        while held > self._limit:
            oldest = self._known.pop(next(iter(self._known)))
            held -= sum(_size(step) for step in oldest)


def _size(step: Step) -> int:
    return sum(tensor.nbytes for pair in step.values() for tensor in pair)
