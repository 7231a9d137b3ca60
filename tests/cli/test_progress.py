"""Progress: plain lines in a file, one live line on a terminal, with an estimate."""

from __future__ import annotations

import io

from schemas.drafts import FrameDraft
from schemas.events import Composing, FrameWritten, RenderPlanned, StillStored
from schemas.render import StepDone
from tui.progress import Progress


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_plain_lines_have_no_control_characters() -> None:
    stream = io.StringIO()
    progress = Progress(stream, live=False)
    progress.watch(FrameWritten(index=1, expected=2, frame=draft()))
    progress.watch(RenderPlanned(render=("f1",), reuse=("f2",)))
    progress.watch(StepDone(frames=("f1",), step=1, num_inference_steps=4))
    progress.watch(StillStored(frame="f1", path="frames/a.png", done=1, total=1))
    progress.watch(Composing(done=24, total=24))
    progress.finish()
    text = stream.getvalue()
    assert text.splitlines() == [
        "writing 1/2",
        "  frame 1: A fox wakes.",
        "to render: 1; reused: 1",
        "rendering 1/1",
        "composing 24/24",
    ]


def test_a_live_line_is_written_over_and_estimates_the_rest() -> None:
    stream, clock = io.StringIO(), Clock()
    progress = Progress(stream, live=True, columns=40, clock=clock)
    progress.watch(RenderPlanned(render=("f1", "f2"), reuse=()))
    progress.watch(StepDone(frames=("f1", "f2"), step=1, num_inference_steps=4))
    clock.now = 3.0
    progress.watch(StepDone(frames=("f1", "f2"), step=2, num_inference_steps=4))
    progress.finish()
    last = stream.getvalue().split("\r")[-1]
    assert "about 3 s left" in last
    assert last.endswith("\n")
    assert all(len(part) <= 40 + len("\x1b[K\n") for part in stream.getvalue().split("\r"))


def draft() -> FrameDraft:
    return FrameDraft(action="A fox wakes.", background="forest")
