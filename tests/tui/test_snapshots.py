"""Every screen and state at three sizes, with pictures of one colour."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.chatting import PREMISE, GatedRenderer, chat, idle, say, say_and_wait, states_of
from tests.tui.waiting import wait_until
from tui.app.chat import ChatApp
from tui.player.canvas import Canvas
from tui.player.player import Player
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


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("screen", ["welcome", "board", "commands", "help", "frame", "trouble"])
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
        match screen:
            case "commands":
                app.query_one(Prompt).fill("/")
            case "help":
                await pilot.press("f1")
            case "frame":
                await pilot.press("f2")
                await wait_until(pilot, lambda: app.screen.query_one(Canvas).shown, "the picture")
            case "trouble":
                await say(pilot, "make frame 12 darker")
                await idle(pilot)
                still_time(app)
            case _:
                app.query_one(Storyboard).cards[1].focus()
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
        await wait_until(pilot, lambda: "fresh" in states_of(app), "the first still")
        await pictures(pilot)
        still_time(app)
        app.query_one("StatusLine").display = False
        await pilot.pause()

    try:
        assert snap_compare(app, terminal_size=size, run_before=reach)
    finally:
        renderer.gate.set()
