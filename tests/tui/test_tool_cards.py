"""Cards of tool calls: short until somebody asks what was told and answered."""

from __future__ import annotations

from textual.app import App, ComposeResult

from schemas.events import CallEnded, CallStarted
from tests.tui.waiting import wait_until
from tui.app.entries import Work, as_markdown, plain
from tui.app.worklog import WorkLog
from tui.widgets.messages import WorkCard
from tui.widgets.transcript import Transcript


def called(result: str) -> Work:
    log = WorkLog(lambda frame: 2)
    arguments = '{"ids": ["f2"], "exposure": -1}'
    log.watch(CallStarted(call="1", tool="grade_frames", arguments=arguments))
    log.watch(CallEnded(call="1", tool="grade_frames", ok=True, result=result))
    return Work(log.lines)


class Talking(App[None]):
    def compose(self) -> ComposeResult:
        yield Transcript()


def test_arguments_and_result_are_kept_back_and_written_down() -> None:
    work = called("darker\n\x1b[31mframe 2: -1\n" + "line\n" * 100)
    assert "exposure" not in plain(work)
    work.opened = True
    assert '"exposure": -1' in plain(work)
    assert "→ darker" in plain(work)
    assert "… 62 more lines" in plain(work)
    assert "\x1b" not in plain(work)
    assert "      → darker" in as_markdown([work], None)


def test_arguments_that_are_no_json_are_shown_as_they_are() -> None:
    log = WorkLog(lambda frame: None)
    log.watch(CallStarted(call="1", tool="undo", arguments="{oops"))
    log.watch(CallEnded(call="1", tool="undo", ok=False, result="not JSON"))
    assert log.lines[-1].text == "undo was refused: not JSON"
    assert log.lines[-1].more == "{oops\n→ not JSON"


async def test_cards_are_opened_together_and_closed_by_a_click() -> None:
    app = Talking()
    async with app.run_test(size=(80, 40)) as pilot:
        transcript = app.query_one(Transcript)
        assert not transcript.open_details()
        for _ in range(2):
            transcript.add(called("darker"))
        await wait_until(pilot, lambda: len(app.query(WorkCard)) == 2, "the cards")
        first, second = app.query(WorkCard)
        await pilot.pause()
        closed = first.size.height
        assert transcript.open_details()
        await wait_until(pilot, lambda: first.size.height > closed, "the opened card")
        assert "exposure" in str(second.render())
        await pilot.click(first)
        await wait_until(pilot, lambda: first.size.height == closed, "the closed card")
        assert "exposure" in str(second.render())
        assert transcript.open_details()
        await wait_until(pilot, lambda: first.size.height > closed, "all opened")
        assert transcript.open_details()
        await wait_until(pilot, lambda: second.size.height == closed, "all closed")
