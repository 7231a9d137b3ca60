"""What a turn begins with: calls of the conversation, made once the turn is at the front."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.edits import Edit
from tui.app.conversation import Conversation, Turn
from tui.app.engine import Start


def making(premise: str) -> Start:
    """A new storyboard from `premise`."""
    return lambda conversation: conversation.make(premise)


def revising(request: str) -> Start:
    """What `request` asks of the open storyboard."""
    return lambda conversation: conversation.revise(request)


def editing(edits: Sequence[Edit], words: str) -> Start:
    """Edits that the user made by hand."""
    return lambda conversation: conversation.edit(edits, words)


def undoing(conversation: Conversation) -> Turn:
    """One change back."""
    return conversation.undo()


def redoing(conversation: Conversation) -> Turn:
    """The last undo back."""
    return conversation.redo()


def rendering(conversation: Conversation) -> Turn:
    """What is stale or missing."""
    return conversation.render()
