"""The storyboard as the chat sees it: a value that follows the engine's events."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from schemas.events import Event, FrameWritten, RenderPlanned, StillStored
from schemas.render import PreviewDrawn, StepDone
from schemas.reports import ShowReport
from schemas.script import Frame, FrameId

State = Literal["sketched", "stale", "queued", "rendering", "fresh"]
"""sketched: no still yet; stale: a still of an earlier version; fresh: the still is current."""

GLYPHS: dict[State, str] = {
    "sketched": "✎",
    "stale": "≠",
    "queued": "…",
    "rendering": "◐",
    "fresh": "✓",
}
"""A mark for each state. It is always shown with the word."""


@dataclass(frozen=True)
class Panel:
    """One frame on the board."""

    frame: Frame
    index: int
    """1-based."""
    state: State
    still: Path | None
    """The picture to show; None: show the sketch."""
    step: str = ""
    """How far its rendering is: "step 3/12"."""
    prompt: str = ""
    """The frame prompt, as the renderer gets it; empty until there is a revision."""
    preview: bytes | None = None
    """PNG of what the still may become, while it is rendered."""

    @property
    def words(self) -> str:
        """State and properties, each as a mark and a word."""
        properties = (f" {mark} {word}" for mark, word in self._properties)
        return f"{self._state}{''.join(properties)}"

    @property
    def marks(self) -> str:
        """As `words`, the properties by their marks alone, for where there is little room."""
        properties = (f" {mark}" for mark, _ in self._properties)
        return f"{self._state}{''.join(properties)}"

    @property
    def _state(self) -> str:
        return f"{GLYPHS[self.state]} {self.step or self.state}"

    @property
    def _properties(self) -> tuple[tuple[str, str], ...]:
        marks = (
            ("⚿", "locked", self.frame.locked),
            ("◑", "graded", not self.frame.grade.is_neutral),
        )
        return tuple((mark, word) for mark, word, holds in marks if holds)


@dataclass(frozen=True)
class Board:
    """All panels, and whose they are."""

    panels: tuple[Panel, ...] = ()
    project: Path | None = None
    revision: int | None = None
    title: str = ""
    take: int | None = None
    """The newest take's number."""

    @classmethod
    def of(cls, report: ShowReport) -> Board:
        """The board of a project at rest."""
        folder = Path(report.project)
        states: dict[str, State] = {"fresh": "fresh", "stale": "stale", "missing": "sketched"}
        panels = tuple(
            Panel(
                frame=frame,
                index=state.index,
                state=states[state.state],
                still=None if state.path is None else folder / state.path,
                prompt=state.prompt,
            )
            for frame, state in zip(report.script.frames, report.frames, strict=True)
        )
        take = report.takes[-1].take if report.takes else None
        return cls(panels, folder, report.revision, report.script.title, take)

    def panel(self, frame: FrameId) -> Panel | None:
        """The panel of a frame."""
        return next((panel for panel in self.panels if panel.frame.id == frame), None)

    def after(self, event: Event) -> Board:
        """The board once `event` has happened."""
        match event:
            case FrameWritten():
                return self._written(event)
            case RenderPlanned():
                return self._with(event.render, "queued")
            case StepDone():
                step = f"step {event.step}/{event.num_inference_steps}"
                return self._with(event.frames, "rendering", step=step)
            case PreviewDrawn():
                return self._previewed(event)
            case StillStored() if self.project is not None:
                still = self.project / event.path
                return self._with((event.frame,), "fresh", still=still)
            case _:
                return self

    def at_rest(self) -> Board:
        """The board once nothing is under way any more: what was queued is not."""
        panels = tuple(
            replace(p, state="sketched" if p.still is None else "stale", step="", preview=None)
            if p.state in {"queued", "rendering"}
            else p
            for p in self.panels
        )
        return replace(self, panels=panels)

    def _previewed(self, event: PreviewDrawn) -> Board:
        panels = tuple(
            replace(panel, preview=event.png) if panel.frame.id == event.frame else panel
            for panel in self.panels
        )
        return replace(self, panels=panels)

    def _written(self, event: FrameWritten) -> Board:
        fields = event.frame.model_dump(exclude={"cut"})
        frame = Frame(id=f"f{event.index}", shot="s1", **fields)
        panel = Panel(frame, event.index, "sketched", None)
        if event.index == 1:
            return Board(panels=(panel,))
        return replace(self, panels=(*self.panels[: event.index - 1], panel))

    def _with(
        self,
        frames: Collection[FrameId],
        state: State,
        *,
        step: str = "",
        still: Path | None = None,
    ) -> Board:
        panels = tuple(
            replace(
                panel,
                state=state,
                step=step,
                still=still or panel.still,
                preview=panel.preview if state == "rendering" else None,
            )
            if panel.frame.id in frames
            else panel
            for panel in self.panels
        )
        return replace(self, panels=panels)
