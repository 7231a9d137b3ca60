"""No answer leaves the director whose edits could not be applied."""

from __future__ import annotations

from agent.director import Answer
from agent.locking import without_locked
from agent.pocket.revising.asking import Asked
from schemas.edits import Redo, Undo
from schemas.errors import StoryreelError
from tools.script.edits import apply_edits


def applicable(answer: Answer, asked: Asked) -> Answer:
    """`answer`, or where its edits cannot be applied what stands against them, without edits.

    A locked frame, for one, keeps the style of all frames from being changed.
    """
    edits = [each for each in answer.commands if not isinstance(each, Undo | Redo)]
    try:
        apply_edits(asked.script, without_locked(edits, asked.script)[0], asked.scope)
    except StoryreelError as error:
        return answer.model_copy(update={"commands": (), "reply": f"{error.message}; {error.hint}"})
    return answer
