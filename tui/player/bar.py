"""The player's two lines: where the clip is, and what is being shown."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widget import Widget

from tui.player.clip import Clip
from tui.player.playhead import Playhead

_DONE, _HERE, _LEFT, _START = "━", "●", "─", "┿"


@dataclass(frozen=True)
class Position:
    """What the bar tells: a playhead at one moment."""

    clip: Clip
    frame: int
    """0-based."""
    length: int
    fps: float
    playing: bool
    speed: float
    loop: bool

    @classmethod
    def of(cls, clip: Clip, head: Playhead) -> Position:
        """Where `head` is now in `clip`."""
        frame = head.frame
        return cls(clip, frame, head.length, head.fps, head.playing, head.speed, head.loop)

    @property
    def index(self) -> int | None:
        """The 1-based index of the script's frame shown."""
        return self.clip.index_at(self.frame / self.fps)


class PlayerBar(Widget):
    """Shows a `Position`."""

    DEFAULT_CSS = """
    PlayerBar { height: 2; color: $text-muted; }
    """

    def __init__(self, note: str) -> None:
        super().__init__()
        self._note = note
        self._text = ("", note)

    def tell(self, position: Position) -> None:
        """Shows `position`; repaints only if its text is another one."""
        width = max(self.content_size.width, 8)
        text = (_track(position, width), _fitting(_facts(position), self._note, width))
        if text != self._text:
            self._text = text
            self.refresh()

    def say(self, text: str) -> None:
        """Shows one line instead of a position."""
        self._text = ("", text)
        self.refresh()

    def render(self) -> Content:
        """The two lines, as they are: a title is never read as markup."""
        return Content("\n".join(self._text))


def _track(position: Position, width: int) -> str:
    last = max(position.length - 1, 1)
    here = round(position.frame / last * (width - 1))
    cells = [_DONE] * here + [_HERE] + [_LEFT] * (width - here - 1)
    for start in position.clip.starts[1:]:
        place = round(start * position.fps / last * (width - 1))
        if place < width and place != here:
            cells[place] = _START
    return "".join(cells)


def _facts(position: Position) -> list[str]:
    now, whole = position.frame / position.fps, position.length / position.fps
    facts = [f"{'▶' if position.playing else '‖'} {now:.1f}/{whole:.1f} s"]
    if position.index is not None:
        facts.append(f"frame {position.index}/{len(position.clip.starts)}")
    facts.append(f"{position.frame + 1}/{position.length}")
    if position.speed != 1:
        facts.append(f"{position.speed:g}x")
    if not position.loop:
        facts.append("once")
    return [*facts, position.clip.title]


def _fitting(facts: list[str], note: str, width: int) -> str:
    """As many facts as fit, the most important first; the note last."""
    line = facts[0]
    for fact in [*facts[1:], *([note] if note else [])]:
        if cell_len(line) + 3 + cell_len(fact) > width:
            room = width - cell_len(line) - 3
            if fact == facts[-1] and room >= 12:
                line = f"{line} · {set_cell_size(fact, room - 1).rstrip()}…"
            continue
        line = f"{line} · {fact}"
    return line
