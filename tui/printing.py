"""What commands print: data on stdout, messages on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator
from shutil import get_terminal_size
from typing import TypeVar

from pydantic import BaseModel

from schemas.events import Event
from schemas.reports import MakeReport, RenderReport, ReviseReport, SessionsReport, ShowReport
from schemas.text import printable
from tui.progress import Progress

Report = TypeVar("Report")


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
    """Exactly one JSON document, in ASCII.

    So it can be written whatever the output's encoding, and whatever bytes a path consists of.
    """
    print(json.dumps(report.model_dump(mode="json")))


def print_made(report: MakeReport, *, as_json: bool) -> None:
    """The outcome of `make` and `render`."""
    if as_json:
        print_json(report)
        return
    print(_done(report), file=sys.stderr)
    if report.clip:
        print(f"storyboard: {report.storyboard}\nclip: {report.clip}")
    else:
        print(
            f"not rendered, because nobody approved it: `storyreel render --yes {report.project}`",
            file=sys.stderr,
        )


def _done(report: MakeReport) -> str:
    if isinstance(report, RenderReport) and report.unchanged:
        return "nothing to do: the newest take shows the script as it is"
    seconds = report.seconds
    return (
        f"{report.frames} frames in {seconds.total:.1f} s (writing {seconds.write:.1f}, rendering "
        f"{seconds.render:.1f}, composing {seconds.compose:.1f}); "
        f"rendered {len(report.rendered)}, reused {len(report.reused)}"
    )


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
    for usage in report.usage:
        about = "about " if usage.estimated else ""
        money = "price unknown" if usage.dollars is None else f"{usage.dollars:.4f} US dollars"
        print(
            f"{usage.director}: {about}{usage.input_tokens} tokens read, "
            f"{usage.output_tokens} written; {money}"
        )


def print_sessions(report: SessionsReport) -> None:
    """The conversations, and what was said in the current one."""
    for state in report.sessions:
        mark = "*" if state.current else " "
        print(
            f"{mark} session {state.session}: {state.requests} requests, revision "
            f"{state.revision}, last {printable(state.last)!r}"
        )
    for each in report.said:
        print(f"{each.number:4} {each.role}: {printable(each.text)}")
