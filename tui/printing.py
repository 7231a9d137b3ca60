"""What commands print: data on stdout, messages on stderr."""

from __future__ import annotations

import sys
from collections.abc import Generator
from shutil import get_terminal_size
from typing import TypeVar

from pydantic import BaseModel

from schemas.events import Event
from schemas.reports import MakeReport, ReviseReport, ShowReport
from schemas.text import printable
from tui.progress import Progress

Report = TypeVar("Report", bound=BaseModel)


def watched(work: Generator[Event, None, Report]) -> Report:
    """Runs `work` to its end with progress on stderr.

    Returns:
        What `work` returns.
    """
    progress = Progress(sys.stderr, live=sys.stderr.isatty(), columns=get_terminal_size().columns)
    try:
        while True:
            progress.watch(next(work))
    except StopIteration as done:
        return done.value
    finally:
        work.close()
        progress.finish()


def print_json(report: BaseModel) -> None:
    """Exactly one JSON document."""
    print(report.model_dump_json())


def print_made(report: MakeReport, *, as_json: bool) -> None:
    """The outcome of `make` and `render`."""
    if as_json:
        print_json(report)
        return
    seconds = report.seconds
    print(
        f"{report.frames} frames in {seconds.total:.1f} s (writing {seconds.write:.1f}, rendering "
        f"{seconds.render:.1f}, composing {seconds.compose:.1f}); "
        f"rendered {len(report.rendered)}, reused {len(report.reused)}",
        file=sys.stderr,
    )
    print(f"storyboard: {report.storyboard}\nclip: {report.clip}")


def print_revised(report: ReviseReport, *, as_json: bool) -> None:
    """The outcome of `revise`, `undo` and `redo`."""
    if as_json:
        print_json(report)
        return
    print(
        f"changed: {', '.join(report.changed) or 'nothing'}; rendered {len(report.rendered)}, "
        f"reused {len(report.reused)}; {report.seconds.total:.1f} s",
        file=sys.stderr,
    )
    print(printable(report.reply))
    if report.clip:
        print(f"clip: {report.clip}")


def print_shown(report: ShowReport) -> None:
    """The project in a few lines."""
    script = report.script
    print(f"{printable(script.title)} (revision {report.revision}, seed {script.seed})")
    for state, frame in zip(report.frames, script.frames, strict=True):
        marks = ", ".join([state.state, *(["locked"] if state.locked else [])])
        print(
            f"{state.index:3} {state.id:4} {frame.hold:4.1f} s  {marks:14} "
            f"{frame.camera:10} {printable(frame.action)}"
        )
    for head in report.revisions:
        print(f"revision {head.number}: {head.kind}, {printable(head.summary)}")
    for take in report.takes:
        print(f"take {take.take} of revision {take.revision}: {take.clip}")
