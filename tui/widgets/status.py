"""The line at the bottom: who works, on what, and how far."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget


@dataclass(frozen=True)
class Status:
    """What the line tells."""

    director: str
    renderer: str
    title: str = ""
    revision: int | None = None
    take: int | None = None
    used: str = ""
    """Tokens and money that the directors took; empty where none counts."""
    doing: str = ""
    """What the turn under way does; empty when idle."""
    consistency: str = ""
    """What ties the frames of a shot together; empty where no storyboard is open."""
    queued: int = 0
    seconds: int = 0
    """How long the turn under way has taken."""


class StatusLine(Widget):
    """Shows a `Status`, the most important facts first, as many as fit."""

    DEFAULT_CSS = """
    StatusLine { height: 1; dock: bottom; background: $panel; color: $text-muted; padding: 0 1; }
    """

    def __init__(self, status: Status) -> None:
        super().__init__()
        self._status = status

    @property
    def status(self) -> Status:
        """What is shown."""
        return self._status

    def tell(self, status: Status) -> None:
        """Shows `status`."""
        if status != self._status:
            self._status = status
            self.refresh()

    def render(self) -> Content:
        """The line as plain text: a title is never read as markup."""
        line = ""
        for fact in _facts(self._status):
            joined = f"{line} · {fact}" if line else fact
            if cell_len(joined) <= self.content_size.width:
                line = joined
        return Content(line)


def _facts(status: Status) -> list[str]:
    facts: list[str] = []
    if status.doing:
        facts.append(f"◐ {status.doing} · {status.seconds // 60}:{status.seconds % 60:02}")
        facts.append("esc stops")
    if status.queued:
        facts.append(f"{status.queued} queued")
    if status.revision is not None:
        facts.append(f"revision {status.revision}")
    if status.take is not None:
        facts.append(f"take {status.take}")
    if status.used:
        facts.append(status.used)
    facts.append(f"director {status.director}")
    facts.append(f"renderer {status.renderer}")
    if status.title:
        facts.append(status.title)
    if not status.doing:
        facts.append("F1 keys")
    if status.consistency:
        facts.append(f"consistency {status.consistency}")
    return facts
