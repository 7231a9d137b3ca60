"""A talk of any length: few widgets, the whole scrollbar, and nothing moves under the reader."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.tui.waiting import wait_until
from tui.app.conversation import Said
from tui.app.entries import Entry, Trouble, Work
from tui.app.worklog import Line
from tui.widgets.heights import Heights
from tui.widgets.transcript import MOST_MOUNTED, Transcript

LONG = 10_000


class Reader(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.transcript = Transcript()

    def compose(self) -> ComposeResult:
        yield self.transcript

    @property
    def shown(self) -> list[str]:
        """The lines of the screen, from the top, without the scrollbar."""
        width = self.size.width - 2
        lines = self.screen._compositor.render_strips()  # pyright: ignore[reportPrivateUsage]
        return [strip.text[:width].strip(" █") for strip in lines]


def talk(length: int) -> list[Entry]:
    """Requests and replies; each reply is as many lines long as its number says."""
    return [
        Said("director", f"reply {number}" + "\n\nand more" * (number % 7))
        if number % 2
        else Said("user", f"request {number}")
        for number in range(length)
    ]


async def opened(app: Reader, pilot: Pilot[Any], length: int = LONG) -> None:
    app.transcript.replace(talk(length))
    await seen(app, pilot, f"request {length - 2}")


async def seen(app: Reader, pilot: Pilot[Any], text: str) -> None:
    await wait_until(pilot, lambda: text in app.shown, text)
    await settled(app, pilot)


async def settled(app: Reader, pilot: Pilot[Any]) -> None:
    """Waits until nothing moves any more: Markdown is laid out some time after it is mounted."""
    before: list[str] = []
    while before != app.shown:
        before = app.shown
        await pilot.pause()
        await pilot.pause()


async def test_a_long_talk_opens_at_its_end_with_few_widgets() -> None:
    app = Reader()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)
        assert app.transcript.mounted <= MOST_MOUNTED
        assert app.transcript.is_vertical_scroll_end


async def test_home_and_end_are_the_true_ones() -> None:
    app = Reader()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)
        app.transcript.focus()
        await pilot.press("home")
        await seen(app, pilot, "request 0")
        assert app.transcript.scroll_y == 0
        await pilot.press("end")
        await seen(app, pilot, f"request {LONG - 2}")
        assert app.transcript.mounted <= MOST_MOUNTED


async def test_every_entry_comes_by_when_one_pages_up() -> None:
    app = Reader()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, 80)
        app.transcript.focus()
        met: set[str] = set()
        while app.transcript.scroll_y > 0:
            await pilot.press("pageup")
            await settled(app, pilot)
            met |= {line for line in app.shown if line.startswith("request")}
            assert app.transcript.mounted <= MOST_MOUNTED
        assert {f"request {number}" for number in range(0, 70, 2)} <= met


async def test_nothing_moves_under_a_reader_when_more_is_said() -> None:
    app = Reader()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)
        app.transcript.focus()
        await pilot.press("pageup", "pageup")
        await settled(app, pilot)
        before = app.shown
        for number in range(2 * MOST_MOUNTED):
            app.transcript.add(Said("user", f"new {number}"))
        await settled(app, pilot)
        assert app.shown == before
        app.transcript.go_to_end()
        await seen(app, pilot, f"new {2 * MOST_MOUNTED - 1}")


async def test_what_is_added_is_followed_and_the_oldest_widgets_go() -> None:
    app = Reader()
    async with app.run_test(size=(80, 24)) as pilot:
        for number in range(3 * MOST_MOUNTED):
            app.transcript.add(Said("user", f"new {number}"))
        await seen(app, pilot, f"new {3 * MOST_MOUNTED - 1}")
        assert app.transcript.mounted <= MOST_MOUNTED
        assert len(app.transcript.entries) == 3 * MOST_MOUNTED


@pytest.mark.parametrize("position", [7, 9000])
async def test_what_is_found_is_gone_to(position: int) -> None:
    app = Reader()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)
        word = "request" if position % 2 == 0 else "reply"
        assert position in app.transcript.find(f"{word.upper()} {position}")
        app.transcript.go_to(position)
        await seen(app, pilot, f"{word} {position}")
        assert [f"{word} {position}" in line for line in app.shown].index(True) <= 1
        assert len(app.query(".-found")) == 1


async def test_another_width_keeps_the_place() -> None:
    app = Reader()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)
        app.transcript.go_to(5000)
        await seen(app, pilot, "request 5000")
        await pilot.resize_terminal(20, 5)
        await settled(app, pilot)
        await pilot.resize_terminal(100, 30)
        await seen(app, pilot, "request 5000")
        assert app.shown.index("request 5000") <= 1


async def test_work_is_shown_as_it_goes_on_and_trouble_is_found() -> None:
    app = Reader()
    async with app.run_test(size=(80, 24)) as pilot:
        work = Work([])
        app.transcript.add(work)
        app.transcript.add(Trouble("the disk is full", "free some space"))
        work.lines.append(Line("done", "wrote 8 frames"))
        app.transcript.show_again(work)
        await wait_until(pilot, lambda: any("wrote 8 frames" in s for s in app.shown), "the work")
        assert app.transcript.find("DISK") == (1,)
        assert app.transcript.find("nowhere") == ()


def test_heights_tell_where_each_item_lies() -> None:
    heights: Heights[str] = Heights(lambda item, columns: len(item))
    heights.replace(["a", "bbb", "cc"], 80)
    assert (heights.top(1), heights.top(2), heights.total) == (1, 4, 6)
    assert [heights.index_at(row) for row in (-5, 0, 1, 3, 4, 5, 99)] == [0, 0, 1, 1, 2, 2, 2]
    heights.measure(1, 5)
    heights.append("dddd")
    assert (heights.top(2), heights.top(3), heights.total) == (6, 8, 12)
    heights.measure(0, 0)
    assert heights.index_at(0) == 1
