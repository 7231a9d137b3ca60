"""What a turn does, in lines: one for each phase, the last one live."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import PurePath
from typing import NamedTuple, assert_never

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
from schemas.takes import Facts
from schemas.text import printable

_MOST_CHARACTERS = 72
"""Of what a tool was told or answered, in a card."""

_MOST_LINES = 40
"""Of what a tool answered, in an opened card."""


class Line(NamedTuple):
    """One line of a card."""

    kind: str
    """`live`: under way; `done`; `detail`: belongs to the line above."""
    text: str
    more: str = ""
    """Lines that are shown on demand: what a tool was told, and what it answered."""


class WorkLog:
    """Follows the events of one turn.

    Args:
        index_of: the 1-based index that a frame has now.
        clock: seconds, monotonic.
    """

    def __init__(
        self, index_of: Callable[[str], int | None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._index_of = index_of
        self._clock = clock
        self._phase = ""
        self._ended = ""
        self._place = 0
        self._since = clock()
        self._to_render = 0
        self._rendered = 0
        self._told: dict[str, str] = {}
        self.lines: list[Line] = []
        """From the top."""
        self.now = ""
        """What is being done, in a few words; empty at the end."""

    def watch(self, event: Event) -> None:
        """Notes what happened."""
        match event:
            case LoadingDirector() | FrameWritten() | ScopeRead() | RevisionMade():
                self._watch_director(event)
            case RenderPlanned() | LoadingModel() | StepDone() | StillStored():
                self._watch_renderer(event)
            case Composing():
                self._live("composing", f"composing the clip {event.done}/{event.total}", "")
            case TakeMade():
                self._done(f"take {event.take}: takes/{event.take:04d}/{PurePath(event.clip).name}")
            case FactsMeasured():
                self._finish()
                for facts in event.facts:
                    self._facts(facts)
            case Reply():
                self._finish()
            case AnswerRepeated():
                self._done(f"asking again: {event.reason}")
            case ScriptEdited():
                for change in event.changes:
                    self._done(f"edit: {change}")
            case PreviewDrawn() | Working() | UsageCounted() | TurnFailed():
                pass
            case ThinkingStreamed():
                self._live("thinking", "the director is thinking", "thought")
            case TextStreamed():
                self._live("speaking", "the director is speaking", "answered")
            case CallStreamed() | CallStarted() | CallEnded():
                self._watch_calls(event)
            case _:
                assert_never(event)

    def _watch_director(
        self, event: LoadingDirector | FrameWritten | ScopeRead | RevisionMade
    ) -> None:
        match event:
            case LoadingDirector():
                self._live("director", f"loading the director {event.director}", "director ready")
            case FrameWritten():
                self._live("writing", f"writing frame {event.index} of {event.expected}", "")
                self._detail(f"{event.index:>2}  {event.frame.action}")
            case ScopeRead():
                if event.scope.named:
                    self._done(f"asked for: {self._names(event.scope.ids) or 'no frame'}")
            case RevisionMade():
                changed = self._names(event.changed)
                self._done(f"revision {event.number}{f': {changed}' if changed else ''}")

    def _watch_renderer(self, event: RenderPlanned | LoadingModel | StepDone | StillStored) -> None:
        match event:
            case RenderPlanned():
                self._to_render, self._rendered = len(event.render), 0
                self._done(f"to render {len(event.render)}, to reuse {len(event.reuse)}")
            case LoadingModel():
                self._live("model", f"loading the renderer {event.renderer}", "renderer ready")
            case StepDone():
                self._step(event)
            case StillStored():
                self._rendered = event.done
                self._rendering(float(event.done), f"{event.done}/{event.total}")

    def _watch_calls(self, event: CallStreamed | CallStarted | CallEnded) -> None:
        match event:
            case CallStreamed():
                self._live("calling", "the director is writing a call", "call written")
            case CallStarted():
                self._told[event.call] = event.arguments
                self._live("tool", f"{event.tool} {_short(event.arguments)}", event.tool)
            case CallEnded():
                said = _short(event.result.partition("\n")[0])
                told = self._told.pop(event.call, "")
                more = f"{_spread(told)}\n→ {_begun(event.result)}"
                self._done(f"{event.tool}{'' if event.ok else ' was refused'}: {said}", more)

    def end(self, words: str) -> None:
        """Closes the live line; `words` say how it ended where that is not plain."""
        self._finish()
        if words:
            self._done(words)

    def _step(self, event: StepDone) -> None:
        part = event.step / event.num_inference_steps
        done = self._rendered + len(event.frames) * part
        words = f"{self._rendered}/{self._to_render}, step {event.step}"
        self._rendering(done, f"{words}/{event.num_inference_steps}")

    def _rendering(self, done: float, words: str) -> None:
        if self._phase != "rendering":
            self._live("rendering", "", "")
        spent, left = self._clock() - self._since, self._to_render - done
        eta = f", about {max(1, round(spent * left / done))} s left" if done and left > 0 else ""
        self._live("rendering", f"rendering {words}{eta}", "")

    def _live(self, phase: str, text: str, ended: str) -> None:
        if phase != self._phase:
            self._finish()
            self._phase, self._since, self._ended = phase, self._clock(), ended
            self._place = len(self.lines)
            self.lines.append(Line("live", text))
        self.now = text
        self.lines[self._place] = Line("live", printable(text))

    def _finish(self) -> None:
        if self._phase:
            spent = f"{self._clock() - self._since:.1f} s"
            words = {
                "writing": f"wrote {len(self.lines) - self._place - 1} frames",
                "rendering": f"rendered {self._rendered}",
                "composing": "composed the clip",
            }.get(self._phase, self._ended)
            self.lines[self._place] = Line("done", f"{words} · {spent}")
        self._phase = self.now = ""

    def _done(self, text: str, more: str = "") -> None:
        self._finish()
        spelled = "\n".join(map(printable, more.splitlines()))
        self.lines.append(Line("done", printable(text), spelled))

    def _detail(self, text: str) -> None:
        self.lines.append(Line("detail", printable(text)))

    def _facts(self, facts: Facts) -> None:
        before, after = facts.luma_before, facts.luma_after
        if before is not None and after is not None and round(before) != round(after):
            change = f" ({(after - before) / before:+.0%})" if before else ""
            words = f"brightness {before:.0f} → {after:.0f}{change}"
        elif facts.pixels_changed is not None:
            words = f"{facts.pixels_changed:.0%} of the picture changed"
        else:
            return
        self._done(f"{self._names((facts.frame,))}: {words}")

    def _names(self, frames: tuple[str, ...]) -> str:
        indexes = [index for frame in frames if (index := self._index_of(frame)) is not None]
        if not indexes:
            return ""
        if len(indexes) > 3 and indexes == list(range(indexes[0], indexes[-1] + 1)):
            return f"frames {indexes[0]} to {indexes[-1]}"
        return f"frame{'s' if len(indexes) > 1 else ''} {', '.join(map(str, indexes))}"


def _spread(arguments: str) -> str:
    """JSON over several lines; as it is where a model wrote something else."""
    try:
        return json.dumps(json.loads(arguments), indent=2, ensure_ascii=False)
    except ValueError:
        return arguments


def _begun(text: str) -> str:
    lines = text.splitlines()
    left = len(lines) - _MOST_LINES
    return text if left <= 0 else "\n".join([*lines[:_MOST_LINES], f"… {left} more lines"])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_CHARACTERS else f"{line[: _MOST_CHARACTERS - 1]}…"
