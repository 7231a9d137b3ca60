"""Going back and forth between revisions, worked out from their heads alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from schemas.errors import NothingToUndo
from schemas.revisions import RevisionHead, RevisionNumber


class Timeline:
    """Where undo and redo lead. Following them changes nothing in the project.

    Args:
        heads: all revisions, the oldest first; at least one; they follow one another.
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


def steps_of(go: Callable[[], RevisionNumber], steps: int) -> tuple[RevisionNumber, ...]:
    """The revisions whose scripts are shown after each of several steps.

    Args:
        go: a timeline's `undo` or `redo`.
        steps: how many; at least 1.

    Raises:
        NothingToUndo: there are fewer.
    """
    reached: list[RevisionNumber] = []
    while len(reached) < steps:
        try:
            reached.append(go())
        except NothingToUndo as error:
            if not reached:
                raise
            raise NothingToUndo(
                f"{steps} steps are too many: there are only {len(reached)}",
                hint=f"nothing was changed; go {len(reached)} or fewer",
            ) from error
    return tuple(reached)


def follow_one_another(heads: Sequence[RevisionHead]) -> bool:
    """Whether revisions can have come about like this, so that a `Timeline` can be made of them.

    Args:
        heads: all revisions, the oldest first.
    """
    undone = 0
    for number, head in enumerate(heads, start=1):
        undone = {"undo": undone + 1, "redo": undone - 1}.get(head.kind, 0)
        sound = (
            head.number == number
            and head.base == (number - 1 or None)
            and (head.kind == "make") == (number == 1)
            and head.equals <= number
            and heads[head.equals - 1].equals == head.equals
        )
        if undone < 0 or not sound:
            return False
    return True


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
