"""A frame script under the hands of a director, for the length of one turn."""

from __future__ import annotations

import threading
from collections.abc import Callable

from schemas.edits import Edit, EditBatch, Redo, Undo
from schemas.errors import ScriptError, StaleRevision
from schemas.revisions import Scope
from schemas.script import FRAMES_LIMIT, FrameScript
from schemas.vocabulary import Vocabulary
from tools.script.describing import describe_change
from tools.script.edits import apply_edits
from tools.toolbox.drawable import require_drawable
from tools.toolbox.state import script_state


class Workpiece:
    """Collects what a director wants changed, and shows it what that makes of the script.

    Nothing is stored: the commands go into the project together when the turn has gone well. Each
    edit names the state that it was written for, because an agent may call several tools at once
    and each call knows only the state before all of them. Safe to use from several threads.

    Args:
        script: the current script.
        scope: the frames that the user's words name; no edit reaches beyond.
        vocabulary: what the renderer can draw; None where it is open.
    """

    def __init__(self, script: FrameScript, scope: Scope, vocabulary: Vocabulary | None) -> None:
        self._start = script
        self._script = script
        self._scope = scope
        self._vocabulary = vocabulary
        self._edits: list[Edit] = []
        self._travel: Undo | Redo | None = None
        self._number = 1
        self._lock = threading.Lock()

    @property
    def commands(self) -> tuple[Edit | Undo | Redo, ...]:
        """What the director wants done: edits in order, or one undo or redo."""
        with self._lock:
            return (self._travel,) if self._travel is not None else tuple(self._edits)

    def state(self) -> str:
        """The number of the state and the script in it, for a model to read."""
        with self._lock:
            return self._state()

    def edit(self, base: int, write: Callable[[], Edit]) -> str:
        """Makes an edit; nothing of it stays if it is refused.

        Args:
            base: number of the state that the edit was written for.
            write: gives the edit; may refuse too.

        Returns:
            What changed, and the new state.

        Raises:
            StaleRevision: another state is current by now.
            OutOfScope: the edit touches a frame that the user did not name.
            LockedFrame: the edit touches a locked frame.
            ScriptError: the edit is not possible, or cannot be drawn.
        """
        with self._lock:
            self._require_current(base)
            edits = (*self._edits, write())
            if len(edits) > FRAMES_LIMIT:
                raise ScriptError(
                    f"{FRAMES_LIMIT} edits are the most for one turn",
                    hint="tell the user what is left to do",
                )
            script = apply_edits(self._start, edits, self._scope)
            known = set(self._script.frames)
            require_drawable((f for f in script.frames if f not in known), self._vocabulary)
            batch = EditBatch(base=1, edits=edits)
            changes = describe_change(self._script, script)
            self._edits, self._script = list(batch.edits), script
            self._number += 1
            return "\n".join(("Done.", *(changes or ("Nothing changed.",)), self._state()))

    def travel(self, command: Undo | Redo) -> str:
        """Notes an undo or redo, which is done alone, after the turn.

        Raises:
            ScriptError: the director has changed something already in this turn.
        """
        with self._lock:
            if self._edits or self._travel is not None:
                raise ScriptError(
                    f"{command.op} cannot be mixed with other changes",
                    hint="do one thing now and tell the user to ask for the other after it",
                )
            self._travel = command
            return f"{command.op} will be done when your turn ends; tell the user."

    def _require_current(self, base: int) -> None:
        if self._travel is not None:
            raise ScriptError(
                f"{self._travel.op} is under way in this turn", hint="end your turn first"
            )
        if base != self._number:
            raise StaleRevision(
                f"the edit was written for state {base}; the current one is {self._number}",
                hint="read the current state in the system message and make the edit again",
            )

    def _state(self) -> str:
        return f"State {self._number}:\n{script_state(self._script, self._scope)}"
