"""A render plan with its cost, before anything is spent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from schemas.approval import Approved, Decision, Rejected, RenderOnly
from schemas.events import RenderPlanned
from schemas.script import FrameId
from tui.app.board import Panel


class ApprovalScreen(ModalScreen[Decision]):
    """Its result is what the user decides.

    Args:
        planned: what is to be rendered.
        panels: of the storyboard, for indexes and words.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "render or leave out"),
        Binding("y,enter", "approve", "do as marked", priority=True),
        Binding("n,escape", "reject", "render nothing now", priority=True),
    ]

    def __init__(self, planned: RenderPlanned, panels: Sequence[Panel]) -> None:
        super().__init__()
        self._planned = planned
        self._panels = {panel.frame.id: panel for panel in panels}
        self._left_out: set[FrameId] = set()

    def compose(self) -> ComposeResult:
        """The cost above the frames, each of which may be left out."""
        with Vertical(classes="dialog"):
            yield Static(
                f"Render {counted(len(self._planned.render), 'frame')}?", classes="heading"
            )
            yield Static(cost_of(self._planned), id="cost", markup=False)
            yield OptionList(*(Option(self._line(frame)) for frame in self._planned.render))
            yield Static("Nothing is lost either way: /render asks again.", classes="note")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """The frames can be walked at once."""
        frames = self.query_one(OptionList)
        frames.focus()
        frames.highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click marks."""
        self.action_mark()

    def action_mark(self) -> None:
        """The highlighted frame is left out, or is not."""
        frames = self.query_one(OptionList)
        if frames.highlighted is not None:
            frame = self._planned.render[frames.highlighted]
            self._left_out ^= {frame}
            frames.replace_option_prompt_at_index(frames.highlighted, self._line(frame))

    def action_approve(self) -> None:
        """Renders what is not left out."""
        frames = tuple(each for each in self._planned.render if each not in self._left_out)
        if frames == self._planned.render:
            self.dismiss(Approved())
        elif frames:
            self.dismiss(RenderOnly(frames=frames))
        else:
            self.action_reject()

    def action_reject(self) -> None:
        """Renders nothing."""
        self.dismiss(Rejected())

    def _line(self, frame: FrameId) -> Content:
        panel = self._panels.get(frame)
        why = "  (its anchor changed)" if frame in self._planned.followers else ""
        words = frame if panel is None else f"{panel.index:>2}  {panel.frame.action}"
        mark = "✗ leave out" if frame in self._left_out else "✓ render   "
        return Content.assemble((mark, "bold"), f"  {words}{why}")


def cost_of(planned: RenderPlanned) -> str:
    """What a plan takes, in lines."""
    seconds = planned.seconds
    time = "not known yet: nothing was rendered here before"
    if seconds is not None:
        time = f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
        time = f"about {time} at most, by the stills so far"
    lines = [f"time    {time}", f"reused  {counted(len(planned.reuse), 'still')}, at no cost"]
    if planned.again:
        frames = counted(len(planned.again), "frame")
        lines.append(f"again   {frames} to denoise once more, because others attend to them")
    return "\n".join(lines)


def counted(number: int, noun: str) -> str:
    """`1 frame`, `2 frames`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
