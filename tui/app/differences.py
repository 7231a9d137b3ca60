"""How two revisions differ, frame by frame, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agent.telling import affected
from schemas.script import Frame, FrameId, FrameScript
from tui.app.describing import describe

Kind = Literal["added", "removed", "changed", "moved"]

GLYPHS: dict[Kind, str] = {"added": "+", "removed": "-", "changed": "≠", "moved": "↕"}
"""A mark for each kind. It is always shown with the word."""


@dataclass(frozen=True)
class Difference:
    """One frame that is not the same in both revisions."""

    frame: FrameId
    kind: Kind
    before: Frame | None
    """None where it was added."""
    after: Frame | None
    """None where it was removed."""
    old_index: int | None
    """1-based."""
    new_index: int | None

    @property
    def title(self) -> str:
        """Its place, and what happened to it."""
        place = f"frame {self.new_index or self.old_index}"
        if self.kind == "moved":
            place = f"frame {self.old_index} → {self.new_index}"
        return f"{GLYPHS[self.kind]} {place} {self.kind}"

    @property
    def facts(self) -> tuple[tuple[str, str, str], ...]:
        """Name, value before and value after of everything that differs; "" for nothing."""
        before = dict(describe(self.before)) if self.before else {}
        after = dict(describe(self.after)) if self.after else {}
        names = dict.fromkeys((*before, *after))
        pairs = ((name, before.get(name, ""), after.get(name, "")) for name in names)
        return tuple(each for each in pairs if each[1] != each[2])


def differences(old: FrameScript, new: FrameScript) -> tuple[Difference, ...]:
    """Every frame that was added, removed, changed or moved, in script order."""
    return tuple(_difference(frame, old, new) for frame in affected(old, new))


def _difference(frame: FrameId, old: FrameScript, new: FrameScript) -> Difference:
    before = next((each for each in old.frames if each.id == frame), None)
    after = next((each for each in new.frames if each.id == frame), None)
    kind: Kind = "changed"
    if before is None or after is None:
        kind = "added" if before is None else "removed"
    elif before == after:
        kind = "moved"
    return Difference(
        frame=frame,
        kind=kind,
        before=before,
        after=after,
        old_index=old.index_of(frame) if before else None,
        new_index=new.index_of(frame) if after else None,
    )
