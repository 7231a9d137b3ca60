"""What undo left behind, read from the revisions alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from schemas.revisions import RevisionHead


def undone_revisions(heads: Sequence[RevisionHead]) -> list[int]:
    """The revisions that redo can bring back, the next one last.

    An undo leaves the revision that was current; a redo takes one of them; a change ends them.
    """
    undone: list[int] = []
    for before, head in pairwise(heads):
        if head.kind == "undo":
            undone.append(before.equals)
        elif head.kind == "redo":
            undone.pop()
        else:
            undone.clear()
    return undone
