"""What decoding cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """Counts and seconds since an engine was made; differences of two are the cost of a span."""

    tokens: int = 0
    """Tokens that became text: sampled and forced ones, those of rejected candidates too."""
    forced: int = 0
    """Of `tokens`, those that the grammar left no choice about."""
    calls: int = 0
    """Forward passes of the model."""
    model_seconds: float = 0.0
    """Spent in forward passes."""
    mask_seconds: float = 0.0
    """Spent in the grammar: compiling it, computing masks, forcing and taking tokens."""

    def since(self, earlier: Tally) -> Tally:
        """What was added after `earlier`, a copy taken with :meth:`copy`."""
        return Tally(
            tokens=self.tokens - earlier.tokens,
            forced=self.forced - earlier.forced,
            calls=self.calls - earlier.calls,
            model_seconds=self.model_seconds - earlier.model_seconds,
            mask_seconds=self.mask_seconds - earlier.mask_seconds,
        )

    def copy(self) -> Tally:
        """The figures as they are now."""
        return Tally(self.tokens, self.forced, self.calls, self.model_seconds, self.mask_seconds)

    @property
    def constraint_cost(self) -> float:
        """Share of the decoding time that the grammar took, 0 to 1."""
        total = self.model_seconds + self.mask_seconds
        return self.mask_seconds / total if total else 0.0
