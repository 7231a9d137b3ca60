"""Every screen and state at three sizes, with pictures of one colour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.chatting import PREMISE, GatedRenderer, chat, idle, say, say_and_wait, states_of
from tests.tui.waiting import wait_until
from tui.app.chat import ChatApp
from tui.app.entries import Work
from tui.app.worklog import Line
from tui.player.canvas import Canvas
from tui.player.player import Player
from tui.screens.compare import CompareScreen
from tui.widgets.prompt import Prompt
from tui.widgets.storyboard import Storyboard

SIZES = [(80, 24), (120, 40), (180, 50)]
Compare = Callable[..., bool]

pytestmark = pytest.mark.slow


async def storyboard(pilot: Pilot[Any]) -> None:
    """A storyboard whose durations are not in the picture."""
    await say_and_wait(pilot, PREMISE)
    await wait_until(pilot, lambda: pilot.app.query_one(Player).index, "the clip")
    await pictures(pilot)
    still_time(pilot.app)


async def pictures(pilot: Pilot[Any]) -> None:
    """Waits until every panel that has room for a picture shows its own."""
    for canvas in pilot.app.query_one(Storyboard).query(Canvas):
        if canvas.room.rows:
            await wait_until(pilot, lambda canvas=canvas: canvas.shown, "a picture")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def still_time(app: ChatApp) -> None:
    for card in app.query("WorkCard"):
        card.display = False


async def board(pilot: Pilot[Any], app: ChatApp) -> None:
    app.query_one(Storyboard).cards[1].focus()


async def commands(pilot: Pilot[Any], app: ChatApp) -> None:
    app.query_one(Prompt).fill("/")


async def mentions(pilot: Pilot[Any], app: ChatApp) -> None:
    app.query_one(Prompt).fill("make @")


async def help_screen(pilot: Pilot[Any], app: ChatApp) -> None:
    await pilot.press("f1")


async def frame(pilot: Pilot[Any], app: ChatApp) -> None:
    await pilot.press("f2")
    await wait_until(pilot, lambda: app.screen.query_one(Canvas).shown, "the picture")


async def theatre(pilot: Pilot[Any], app: ChatApp) -> None:
    await pilot.press("f3")
    await wait_until(pilot, lambda: app.screen.query_one(Canvas).shown, "the clip")


async def compare(pilot: Pilot[Any], app: ChatApp) -> None:
    await say_and_wait(pilot, "make frame 1 darker")
    await pilot.press("f7")
    await wait_until(pilot, lambda: isinstance(app.screen, CompareScreen), "the takes")
    for canvas in app.screen.query(Canvas):
        await wait_until(pilot, lambda canvas=canvas: canvas.shown, "a clip")


async def trouble(pilot: Pilot[Any], app: ChatApp) -> None:
    await say_and_wait(pilot, "make frame 12 darker")
    still_time(app)


async def marks(pilot: Pilot[Any], app: ChatApp) -> None:
    """A locked panel, a graded one, and stale ones."""
    await say_and_wait(pilot, "make frame 2 darker")
    app.query_one(Storyboard).cards[0].focus()
    await pilot.press("l")
    await wait_until(pilot, lambda: app.board.panels[0].frame.locked, "the lock")
    await idle(pilot)
    stale = tuple(replace(panel, state="stale") for panel in app.board.panels[2:])
    app.show_board(replace(app.board, panels=(*app.board.panels[:2], *stale)))
    await wait_until(pilot, lambda: app.query_one(Player).index, "the clip")
    await pictures(pilot)
    still_time(app)


async def details(pilot: Pilot[Any], app: ChatApp) -> None:
    """A card of tool calls, opened, and one that is not."""
    call = Line("done", "grade_frames: ok", '{\n  "exposure": -1\n}\n→ ok: frame 2 is darker')
    app.talk.transcript.replace(())
    for opened in (False, True):
        app.talk.transcript.add(Work([call], opened=opened))


REACH = {
    "board": board,
    "commands": commands,
    "mentions": mentions,
    "help": help_screen,
    "frame": frame,
    "theatre": theatre,
    "compare": compare,
    "trouble": trouble,
    "marks": marks,
    "details": details,
}


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("screen", ["welcome", *REACH])
def test_screen(
    screen: str,
    size: tuple[int, int],
    snap_compare: Compare,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = chat(tmp_path, monkeypatch)

    async def reach(pilot: Pilot[Any]) -> None:
        if screen == "welcome":
            return
        await storyboard(pilot)
        await REACH[screen](pilot, app)
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=reach)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_render_under_way(
    size: tuple[int, int],
    snap_compare: Compare,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    renderer = GatedRenderer()
    app = chat(tmp_path, monkeypatch, renderer=renderer)

    async def reach(pilot: Pilot[Any]) -> None:
        await say(pilot, PREMISE)
        await say(pilot, "make frame 2 darker")
        await say(pilot, "/undo")
        await wait_until(pilot, lambda: "fresh" in states_of(app), "the first still")
        await pictures(pilot)
        still_time(app)
        app.query_one("StatusLine").display = False
        await pilot.pause()

    try:
        assert snap_compare(app, terminal_size=size, run_before=reach)
    finally:
        renderer.gate.set()
