"""Progress on stderr: one live line per phase with ETA on a terminal, plain lines otherwise."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO, assert_never

from schemas.events import (
    AnswerRepeated,
    CallEnded,
    CallStarted,
    CallStreamed,
    Composing,
    Event,
    FactsMeasured,
    FrameWritten,
    LoadingDirector,
    RenderPlanned,
    Reply,
    RevisionMade,
    ScopeRead,
    ScriptEdited,
    StillStored,
    TakeMade,
    TextStreamed,
    ThinkingStreamed,
    TurnFailed,
    UsageCounted,
)
from schemas.render import LoadingModel, PreviewDrawn, StepDone, Working
from schemas.text import printable


class Progress:
    """Watches events and shows where the work is.

    Args:
        stream: where to write; text.
        live: whether `stream` is a terminal, so that a line can be written over.
        columns: the terminal's width, cells; a live line must not wrap.
        clock: seconds, monotonic.
    """

    def __init__(
        self,
        stream: TextIO,
        *,
        live: bool,
        columns: int = 80,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream
        self._live = live
        self._columns = columns
        self._clock = clock
        self._phase = ""
        self._started = clock()
        self._to_render = 0
        self._rendered = 0

    def watch(self, event: Event) -> None:
        """Shows what `event` means for the user; some mean nothing here."""
        match event:
            case LoadingDirector() | FrameWritten() | ScopeRead() | RevisionMade():
                self._watch_writing(event)
            case AnswerRepeated():
                self._line(f"asking the director again: {printable(event.reason)}")
            case ScriptEdited():
                for change in event.changes:
                    self._line(f"edit: {printable(change)}")
            case RenderPlanned() | LoadingModel() | StepDone() | StillStored():
                self._watch_rendering(event)
            case Composing():
                if self._live or event.done == event.total:
                    text = f"{event.done}/{event.total}"
                    self._step("composing", event.done, event.total, text)
            case TakeMade() | FactsMeasured() | Reply() | PreviewDrawn() | Working():
                pass
            case TextStreamed() | ThinkingStreamed() | CallStreamed() | CallStarted():
                pass
            case CallEnded() | UsageCounted() | TurnFailed():
                pass
            case _:
                assert_never(event)

    def _watch_writing(
        self, event: LoadingDirector | FrameWritten | ScopeRead | RevisionMade
    ) -> None:
        match event:
            case LoadingDirector():
                self._line(f"loading the director {event.director}")
            case FrameWritten():
                text = f"{event.index}/{event.expected}"
                self._step("writing", event.index, event.expected, text)
                self._detail(f"  frame {event.index}: {printable(event.frame.action)}")
            case ScopeRead():
                frames = ", ".join(event.scope.ids) if event.scope.named else "the whole script"
                self._line(f"about: {frames or 'a new frame'}")
            case RevisionMade():
                self._line(f"revision {event.number}: {event.summary}")

    def _watch_rendering(
        self, event: RenderPlanned | LoadingModel | StepDone | StillStored
    ) -> None:
        match event:
            case RenderPlanned():
                self._to_render = len(event.render)
                self._rendered = 0
                self._line(f"to render: {len(event.render)}; reused: {len(event.reuse)}")
            case LoadingModel():
                self._line(f"loading the renderer {event.renderer}")
            case StepDone() if not self._live:
                pass
            case StepDone():
                part = self._rendered + len(event.frames) * event.step / event.num_inference_steps
                text = f"{self._rendered}/{self._to_render} step {event.step}"
                self._step("rendering", part, self._to_render, text)
            case StillStored():
                self._rendered = event.done
                self._step("rendering", event.done, event.total, f"{event.done}/{event.total}")

    def finish(self) -> None:
        """Ends a live line, so that what follows begins on a new one."""
        if self._live and self._phase:
            self._stream.write("\n")
            self._stream.flush()
        self._phase = ""

    def _line(self, text: str) -> None:
        self.finish()
        self._stream.write(f"{text}\n")
        self._stream.flush()

    def _detail(self, text: str) -> None:
        if self._live:
            return
        self._stream.write(f"{text}\n")
        self._stream.flush()

    def _step(self, phase: str, done: float, total: int, text: str) -> None:
        if phase != self._phase:
            self.finish()
            self._phase = phase
            self._started = self._clock()
        if self._live:
            line = f"{phase} {text}{self._eta(done, total)}"[: self._columns - 1]
            self._stream.write(f"\r{line}\x1b[K")
        else:
            self._stream.write(f"{phase} {text}\n")
        self._stream.flush()

    def _eta(self, done: float, total: int) -> str:
        spent = self._clock() - self._started
        if not 0 < done < total or spent < 0.2:
            return ""
        return f", about {max(1, round(spent * (total - done) / done))} s left"
