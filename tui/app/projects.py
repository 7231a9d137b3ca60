"""The storyboards made on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from schemas.reports import ShowReport
from schemas.script import FrameScript


@dataclass(frozen=True)
class Found:
    """A project folder, read from its script.json alone."""

    folder: Path
    title: str
    premise: str
    actions: tuple[str, ...]
    """What happens in each frame."""
    changed: datetime

    @property
    def frames(self) -> int:
        """How many there are."""
        return len(self.actions)


def projects_below(folder: Path) -> tuple[Found, ...]:
    """The projects right below `folder`, the one that was changed last first."""
    found = [project for path in folder.glob("*/script.json") if (project := _read(path))]
    return tuple(sorted(found, key=lambda project: project.changed, reverse=True))


def clip_of(report: ShowReport) -> Path | None:
    """The newest clip that shows the script as it is; None where none was made of it."""
    equals = {head.number: head.equals for head in report.revisions}
    for take in reversed(report.takes):
        if equals[take.revision] == equals[report.revision]:
            return Path(take.clip)
    return None


def _read(path: Path) -> Found | None:
    try:
        script = FrameScript.model_validate_json(path.read_text(encoding="utf-8"))
        changed = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except (OSError, UnicodeDecodeError, ValidationError):
        return None
    actions = tuple(frame.action for frame in script.frames)
    return Found(path.parent, script.title, script.premise, actions, changed)
