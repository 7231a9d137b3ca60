"""What a revision changed, frame by frame, to be accepted or undone one by one."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from schemas.script import FrameId
from tui.app.conversation import Look
from tui.app.differences import Difference, differences
from tui.widgets.panel import Sketch
from tui.widgets.picture import Picture


class DiffScreen(ModalScreen[tuple[FrameId, ...] | None]):
    """Compares two revisions; its result is the frames that are to be as they were.

    An empty result accepts everything; None closes without a decision, which changes nothing too.

    Args:
        old: the revision before.
        new: the revision after.
        sketch: draws a frame that has no still.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "undo or keep this frame"),
        Binding("a", "mark_all", "undo or keep all"),
        Binding("enter", "accept", "do as marked", priority=True),
        Binding("escape,q", "dismiss", "keep all"),
    ]

    def __init__(self, old: Look, new: Look, sketch: Sketch) -> None:
        super().__init__()
        self._old = old
        self._new = new
        self._sketch = sketch
        self._differences = differences(old.script, new.script)
        self._undone: set[FrameId] = set()

    def compose(self) -> ComposeResult:
        """The list of frames beside the one that is looked at, before and after."""
        with Vertical(classes="dialog"):
            yield Static(self._heading(), classes="heading", markup=False)
            with Horizontal():
                yield OptionList(*map(self._option, self._differences), id="frames")
                with Vertical(id="sides"):
                    with Horizontal(id="pictures"):
                        yield Picture(self._sketch, id="before")
                        yield Picture(self._sketch, id="after")
                    with VerticalScroll(can_focus=False):
                        yield Static(id="facts")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """The first frame."""
        frames = self.query_one(OptionList)
        frames.focus()
        frames.highlighted = 0 if self._differences else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Shows another frame."""
        self._show(self._differences[event.option_index])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click marks."""
        self.action_mark()

    def action_mark(self) -> None:
        """This frame is to be undone, or is not."""
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self._mark((self._differences[place],))

    def action_mark_all(self) -> None:
        """All frames are to be undone, or none where all were marked."""
        left = tuple(each for each in self._differences if each.frame not in self._undone)
        self._mark(left or self._differences)

    def action_accept(self) -> None:
        """Closes with what was marked."""
        ids = (each.frame for each in self._differences)
        self.dismiss(tuple(frame for frame in ids if frame in self._undone))

    def _mark(self, marked: tuple[Difference, ...]) -> None:
        # A move alone has no edit of its own that takes it back; /undo does.
        self._undone ^= {each.frame for each in marked if each.kind != "moved"}
        frames = self.query_one(OptionList)
        for place, each in enumerate(self._differences):
            frames.replace_option_prompt_at_index(place, self._prompt(each))

    def _show(self, shown: Difference) -> None:
        old, new = self._old.stills.get(shown.frame), self._new.stills.get(shown.frame)
        self.query_one("#before", Picture).tell(shown.before, old)
        self.query_one("#after", Picture).tell(shown.after, new)
        self.query_one("#facts", Static).update(_facts(shown))

    def _option(self, shown: Difference) -> Option:
        return Option(self._prompt(shown))

    def _prompt(self, shown: Difference) -> Content:
        mark = "↶ undo" if shown.frame in self._undone else "✓ keep"
        return Content.assemble((mark, "bold"), "  ", shown.title)

    def _heading(self) -> str:
        number = len(self._differences)
        frames = f"{number} frame{'' if number == 1 else 's'} differ{'s' if number == 1 else ''}"
        return f"Revision {self._old.number} → {self._new.number} · {frames}"


def _facts(shown: Difference) -> Content:
    lines = [
        Content.assemble(
            (f"{name}\n", "dim"),
            (f"  - {before or '(nothing)'}\n", ""),
            f"  + {after or '(nothing)'}",
        )
        for name, before, after in shown.facts
    ]
    return Content("\n").join(lines)
