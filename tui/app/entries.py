"""What the transcript holds, as data; widgets exist only for what is near the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.script import Frame, FrameScript
from schemas.text import printable
from tui.app.conversation import Said
from tui.app.describing import describe
from tui.app.worklog import Line


@dataclass
class Work:
    """What one turn did."""

    lines: list[Line]
    opened: bool = False
    """Whether the card shows what tools were told and answered."""

    @property
    def has_more(self) -> bool:
        """Whether there is anything to open."""
        return any(line.more for line in self.lines)


@dataclass
class Speech:
    """What the director says in this sitting; it grows while it is said."""

    text: str


@dataclass(frozen=True)
class Trouble:
    """An error, in the two lines that every error has."""

    message: str
    hint: str


Entry = Said | Speech | Work | Trouble


def clean(text: str) -> str:
    """`text` with its lines kept and every other control character spelled out."""
    return "\n".join(printable(line) for line in text.splitlines())


def plain(entry: Entry) -> str:
    """The words of an entry, as they are read on the screen."""
    match entry:
        case Said() | Speech():
            return clean(entry.text)
        case Work():
            shown = (
                f"{line.text}\n{line.more}" if entry.opened and line.more else line.text
                for line in entry.lines
            )
            return "\n".join(shown)
        case Trouble():
            return f"{entry.message}\n{entry.hint}"


def last_reply(entries: Sequence[Entry]) -> str:
    """What the director said last; empty where it said nothing."""
    for entry in reversed(entries):
        if isinstance(entry, Speech) or (isinstance(entry, Said) and entry.role == "director"):
            return entry.text
    return ""


def last_request(entries: Sequence[Entry]) -> str:
    """What the user said last, commands aside; empty where they said nothing."""
    for entry in reversed(entries):
        if isinstance(entry, Said) and entry.role == "user" and not entry.text.startswith("/"):
            return entry.text
    return ""


def as_markdown(entries: Sequence[Entry], script: FrameScript | None) -> str:
    """The whole talk, and the script as it is now."""
    title = script.title if script else "storyreel"
    parts = [f"# {clean(title)}", *map(_entry, entries)]
    if script:
        parts += ["## Frame script", *map(_frame, enumerate(script.frames, start=1))]
    return "\n\n".join(parts) + "\n"


def _entry(entry: Entry) -> str:
    match entry:
        case Said(role="user"):
            return "\n".join(f"> {line}" for line in clean(entry.text).splitlines())
        case Said() | Speech():
            return clean(entry.text)
        case Work():
            return "\n".join(map(_line, entry.lines))
        case Trouble():
            return f"**{entry.message}** {entry.hint}"


def _line(line: Line) -> str:
    item = f"{'  ' if line.kind == 'detail' else ''}- {line.text.strip()}"
    if not line.more:
        return item
    code = "\n".join(f"      {each}" for each in line.more.splitlines())
    return f"{item}\n\n{code}\n"


def _frame(numbered: tuple[int, Frame]) -> str:
    index, frame = numbered
    facts = "\n".join(f"- {name}: {value}" for name, value in describe(frame))
    return f"### Frame {index}\n\n{facts}"
