"""One turn's work on an open project: what the director's tools do, and what they answer."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence

from agent.picturing import Pictures
from agent.studio import Studio, keys_of
from agent.telling import affected, fact_line
from agent.turn import Turn, missed
from schemas.edits import Redo, Undo
from schemas.errors import RenderDeclined, RenderError, ScriptError
from schemas.events import Event, FactsMeasured, ScriptEdited
from schemas.script import FrameId, FrameScript
from tools.project.history import Timeline
from tools.project.revisions import Revisions
from tools.script.guards import require_frames
from tools.toolbox.operations import (
    EditScript,
    ListRevisions,
    MeasureFrames,
    Operation,
    Render,
    ShowFrames,
    Travel,
)
from tools.toolbox.workpiece import Workpiece

_OBJECTIONS = 1
"""How often the director is sent back to mend what it missed."""
_LISTED = 20
"""Most revisions that are listed."""


class ProjectDesk:
    """Keeps edits back until the turn is over, but draws and measures what they make.

    Args:
        studio: with the project.
        turn: what the user asked, of which revision.
    """

    def __init__(self, studio: Studio, turn: Turn) -> None:
        head, vocabulary = turn.head, studio.renderer.capabilities().vocabulary
        past = _Past(studio.project.revisions)
        self._studio = studio
        self._turn = turn
        self._objections = 0
        self.work = Workpiece(head.script, head.number, turn.scope, vocabulary, past)
        self.pictures = Pictures(studio, head)

    def state(self) -> Generator[Event, None, str]:
        """The script as it is now, compact, for a model to read."""
        yield from ()
        return self.work.state()

    def operate(self, operation: Operation) -> Generator[Event, None, str]:
        """Does what the director wants.

        Raises:
            ScriptError: it is refused; nothing was changed.
        """
        match operation:
            case EditScript():
                return (yield from self._edit(operation))
            case Travel():
                return (yield from self._travel(operation.command))
            case Render():
                return (yield from self._render())
            case ShowFrames():
                return self._shown(operation.ids)
            case MeasureFrames():
                return self._measured(operation.ids)
            case ListRevisions():
                return self._revisions()

    def objection(self) -> Generator[Event, None, str]:
        """Sends the director back once where the pictures do not show what was asked."""
        if self._objections == _OBJECTIONS or not self._turn.promises:
            return ""
        try:
            if self.work.edits:
                yield from self.pictures.draw(self.work.script)
        except RenderError:
            # Nothing to measure. The error comes again, and is shown, when the take is made.
            return ""
        broken = self.broken()
        if not broken:
            return ""
        self._objections += 1
        return (
            f"the stills were measured, and {'; '.join(broken)}. Mend that with grade_frames now, "
            "or tell the user plainly that it was not achieved."
        )

    def broken(self) -> tuple[str, ...]:
        """What the request promised and the stills do not show, a sentence for each frame."""
        if not self._turn.promises:
            return ()
        script = self.work.script
        return missed(self._turn, script, self.pictures.before, self._studio.shown(script))

    def _edit(self, operation: EditScript) -> Generator[Event, None, str]:
        before = self.work.script
        changes = self.work.edit(
            operation.base, lambda: self.pictures.strengthened(operation.edit, before)
        )
        return (yield from self._edited(before, changes))

    def _travel(self, command: Undo | Redo) -> Generator[Event, None, str]:
        before = self.work.script
        return (yield from self._edited(before, self.work.travel(command)))

    def _edited(self, before: FrameScript, changes: tuple[str, ...]) -> Generator[Event, None, str]:
        yield ScriptEdited(changes=changes, changed=affected(before, self.work.script))
        return "\n".join(("Done.", *(changes or ("Nothing changed.",))))

    def _render(self) -> Generator[Event, None, str]:
        script = self.work.script
        try:
            yield from self.pictures.draw(script)
        except RenderDeclined as error:
            why = f" The user says: {json.dumps(error.reason)}." if error.reason else ""
            raise ScriptError(
                f"{error.message}.{why}",
                hint="do not render in this turn; tell the user what is left to render",
            ) from error
        except RenderError as error:
            raise ScriptError(error.message, hint="tell the user") from error
        facts = self.pictures.facts(affected(self._turn.head.script, script), script)
        yield FactsMeasured(facts=facts)
        lines = [fact_line(each, script) for each in facts] or ["No still has changed."]
        return "\n".join((*lines, *(f"Missed: {broken}" for broken in self.broken())))

    def _shown(self, ids: Sequence[FrameId]) -> str:
        script = self.work.script
        require_frames(script, ids)
        plan = self._studio.plan(script)
        stills, keys = self._studio.stills, keys_of(plan)
        return "\n".join(
            json.dumps(
                {
                    "frame": script.index_of(frame),
                    **script.frame(frame).model_dump(mode="json"),
                    "frame_prompt": plan.prompts[frame].text,
                    "still": "drawn" if stills.has(keys[frame]) else "not drawn yet",
                },
                ensure_ascii=False,
            )
            for frame in ids
        )

    def _measured(self, ids: Sequence[FrameId]) -> str:
        script = self.work.script
        require_frames(script, ids)
        facts = self.pictures.facts(ids, script)
        measured = {each.frame for each in facts}
        missing = (script.index_of(frame) for frame in ids if frame not in measured)
        undrawn = (f"frame {index}: not drawn yet; call render" for index in missing)
        return "\n".join((*(fact_line(each, script) for each in facts), *undrawn))

    def _revisions(self) -> str:
        heads = self._studio.project.revisions.list()[-_LISTED:]
        return "\n".join(
            json.dumps(
                {"revision": head.number, "kind": head.kind, "summary": head.summary},
                ensure_ascii=False,
            )
            for head in heads
        )


class _Past:
    """Undo and redo as the project would do them, without doing them."""

    def __init__(self, revisions: Revisions) -> None:
        self._revisions = revisions
        self._timeline = Timeline(revisions.list())

    def undo(self) -> FrameScript:
        return self._revisions.get(self._timeline.undo()).script

    def redo(self) -> FrameScript:
        return self._revisions.get(self._timeline.redo()).script
