"""Where each entry of a long list lies, most of them without ever being laid out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Heights(Generic[Item]):
    """Rows that each item takes: measured where it was shown, estimated everywhere else.

    Args:
        estimate: rows that an item will take in so many columns, at least 1.
    """

    def __init__(self, estimate: Callable[[Item, int], int]) -> None:
        self._estimate = estimate
        self.columns = 0
        """Width that the estimates are for."""
        self._rows: list[int] = []
        self._ends: list[int] = []

    def __len__(self) -> int:
        """Number of items."""
        return len(self._rows)

    @property
    def total(self) -> int:
        """Rows of all items together."""
        return self.top(len(self._rows))

    def replace(self, items: Sequence[Item], columns: int) -> None:
        """Begins anew, with estimates for `columns`."""
        self.columns = columns
        self._rows = [self._estimate(item, columns) for item in items]
        self._ends = []

    def append(self, item: Item) -> None:
        """One more at the end."""
        self._rows.append(self._estimate(item, self.columns))
        if self._ends:
            self._ends.append(self._ends[-1] + self._rows[-1])

    def measure(self, index: int, rows: int) -> None:
        """Notes what an item really takes."""
        if self._rows[index] != rows:
            self._rows[index] = rows
            self._ends = []

    def top(self, index: int) -> int:
        """Row at which an item begins; of the number of items: where the last one ends."""
        if index == 0:
            return 0
        return self._all_ends()[index - 1]

    def index_at(self, row: int) -> int:
        """The item that lies on `row`; the first or last where none does. Needs one item."""
        return min(bisect_right(self._all_ends(), max(row, 0)), len(self._rows) - 1)

    def _all_ends(self) -> list[int]:
        if not self._ends:
            self._ends = list(accumulate(self._rows))
        return self._ends
