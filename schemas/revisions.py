"""Revisions: immutable versions of the frame script."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Value
from schemas.script import FrameId, FrameScript

RevisionNumber = Annotated[int, Field(ge=1)]


class Scope(Value):
    """The frames that a request names, computed from the user's words."""

    ids: tuple[FrameId, ...]
    """In script order. Every frame where the words name none."""
    named: bool
    """Whether the words named frames. If not, the whole script may change."""


class RevisionHead(Value):
    """A revision without its script, for listings."""

    number: RevisionNumber
    kind: Literal["make", "edit", "undo", "redo"]
    base: RevisionNumber | None
    """The revision that it follows; None for the first."""
    equals: RevisionNumber
    """The revision whose script this one has: itself, or an earlier one that was gone (back) to."""
    summary: str
    """One line: what was asked, or what was undone."""
    created: datetime


class Revision(RevisionHead):
    """One immutable version of the frame script."""

    script: FrameScript


class ScriptDiff(Value):
    """How two scripts differ, frame by frame."""

    added: tuple[FrameId, ...]
    removed: tuple[FrameId, ...]
    changed: tuple[FrameId, ...]
    """In both, with at least one field different."""
    moved: tuple[FrameId, ...]
    """In both, in another order among the frames that both have."""
    shared: tuple[str, ...]
    """Names of the script's own fields that differ (title, style, ...)."""

    @property
    def touched(self) -> tuple[FrameId, ...]:
        """Every frame that is not the same in both, without those that only moved."""
        return (*self.added, *self.removed, *self.changed)
