"""A frame script under the hands of a director, for the length of one turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from schemas.edits import Edit, Redo, Undo
from schemas.errors import NothingToUndo, ScriptError, StaleRevision
from schemas.revisions import RevisionNumber, Scope
from schemas.script import FRAMES_LIMIT, FrameScript
from schemas.vocabulary import Vocabulary
from tools.script.describing import describe_change
from tools.script.edits import apply_edits
from tools.toolbox.drawable import require_drawable
from tools.toolbox.state import script_state


class Past(Protocol):
    """Earlier scripts, for undo and redo; looking at them changes nothing."""

    def undo(self) -> FrameScript:
        """Goes one change back.

        Raises:
            NothingToUndo: the first script is reached.
        """
        ...

    def redo(self) -> FrameScript:
        """Takes the last undo back.

        Raises:
            NothingToUndo: nothing was undone since the last change.
        """
        ...


class Workpiece:
    """Collects what a director wants changed, and shows it what that makes of the script.

    Nothing is stored: the commands go into the project together when the turn has gone well. Each
    edit names the state that it was written for, because an agent may call several tools at once
    and each call knows only the state before all of them. States count on from the revision that
    the turn began with.

    Args:
        script: the current script.
        number: its revision.
        scope: the frames that the user's words name; no edit reaches beyond.
        vocabulary: what the renderer can draw; None where it is open.
        past: where undo and redo lead.
    """

    def __init__(
        self,
        script: FrameScript,
        number: RevisionNumber,
        scope: Scope,
        vocabulary: Vocabulary | None,
        past: Past,
    ) -> None:
        self._start = script
        self._scope = scope
        self._vocabulary = vocabulary
        self._past = past
        self._number = number
        self.script = script
        """The script as it is now."""
        self.travels: tuple[Undo | Redo, ...] = ()
        """What was undone and redone in this turn; comes before the edits."""
        self.edits: tuple[Edit, ...] = ()
        """What was edited, in order."""

    def state(self) -> str:
        """The number of the state and the script in it, for a model to read."""
        return f"State {self._number}:\n{script_state(self.script, self._scope)}"

    def edit(self, base: int, write: Callable[[], Sequence[Edit]]) -> tuple[str, ...]:
        """Makes edits; nothing of them stays if one is refused.

        Args:
            base: number of the state that they were written for.
            write: gives them, once it is known that the state is current.

        Returns:
            What changed, a line for each frame and shared field.

        Raises:
            StaleRevision: another state is current by now.
            OutOfScope: an edit touches a frame that the user did not name.
            LockedFrame: an edit touches a locked frame.
            ScriptError: an edit is not possible, or cannot be drawn.
        """
        if base != self._number:
            raise StaleRevision(
                f"the edit was written for state {base}; the current one is {self._number}",
                hint=f"make the edit again, for the current one. {self.state()}",
            )
        edits = (*self.edits, *write())
        if len(edits) > FRAMES_LIMIT:
            raise ScriptError(
                f"{FRAMES_LIMIT} edits are the most for one turn",
                hint="tell the user what is left to do",
            )
        script = apply_edits(self._start, edits, self._scope)
        known = set(self.script.frames)
        require_drawable((f for f in script.frames if f not in known), self._vocabulary)
        return self._become(script, edits)

    def travel(self, command: Undo | Redo) -> tuple[str, ...]:
        """Takes back the last edit of this turn, or goes to an earlier or undone script.

        Returns:
            What changed.

        Raises:
            NothingToUndo: there is nothing to go to.
        """
        if self.edits and command.op == "undo":
            edits = self.edits[:-1]
            return self._become(apply_edits(self._start, edits, self._scope), edits)
        if self.edits:
            raise NothingToUndo(
                "there is nothing to redo after an edit", hint="redo before you edit"
            )
        self._start = self._past.undo() if command.op == "undo" else self._past.redo()
        self.travels = (*self.travels, command)
        return self._become(self._start, ())

    def _become(self, script: FrameScript, edits: tuple[Edit, ...]) -> tuple[str, ...]:
        changes = describe_change(self.script, script)
        self.script, self.edits = script, edits
        self._number += 1
        return changes
