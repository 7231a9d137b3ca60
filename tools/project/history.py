"""Going back and forth between revisions, worked out from their heads alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from schemas.errors import NothingToUndo
from schemas.revisions import RevisionHead, RevisionNumber


class Timeline:
    """Where undo and redo lead. Following them changes nothing in the project.

    Args:
        heads: all revisions, the oldest first; at least one.
    """

    def __init__(self, heads: Sequence[RevisionHead]) -> None:
        self._heads = {head.number: head for head in heads}
        self._shown = heads[-1].equals
        self._undone = undone_revisions(heads)

    def undo(self) -> RevisionNumber:
        """Goes one change back; returns the revision whose script is shown then.

        Raises:
            NothingToUndo: the first revision is reached.
        """
        base = self._heads[self._shown].base
        if base is None:
            raise NothingToUndo(
                "there is nothing to undo: this is the first script",
                hint="`storyreel redo` takes an undo back",
            )
        self._undone.append(self._shown)
        self._shown = self._heads[base].equals
        return self._shown

    def redo(self) -> RevisionNumber:
        """Takes the last undo back; returns the revision whose script is shown then.

        Raises:
            NothingToUndo: nothing was undone since the last change.
        """
        if not self._undone:
            raise NothingToUndo(
                "there is nothing to redo: nothing was undone since the last change",
                hint="`storyreel undo` goes back",
            )
        self._shown = self._undone.pop()
        return self._shown


def undone_revisions(heads: Sequence[RevisionHead]) -> list[RevisionNumber]:
    """The revisions that redo can bring back, the next one last.

    An undo leaves the revision that was current; a redo takes one of them; a change ends them.
    """
    undone: list[RevisionNumber] = []
    for before, head in pairwise(heads):
        if head.kind == "undo":
            undone.append(before.equals)
        elif head.kind == "redo":
            undone.pop()
        else:
            undone.clear()
    return undone
