"""Going through the history: diff with undo by frames, back to an earlier turn, takes in step."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList, Static

from tests.tui.chatting import PREMISE, chat, idle, say_and_wait, shows, talk_of, troubles_of
from tests.tui.waiting import wait_until
from tui.player.canvas import Canvas
from tui.screens.compare import CompareScreen
from tui.screens.diff import DiffScreen
from tui.screens.search import SearchScreen


async def test_a_revision_is_compared_and_one_frame_of_it_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        await pilot.press("f5")
        await wait_until(pilot, lambda: troubles_of(app), "nothing to compare")
        stills = [panel.still for panel in app.board.panels]
        await say_and_wait(pilot, "make frames 2-3 darker")
        await pilot.press("f5")
        await wait_until(pilot, lambda: shows(app, DiffScreen), "the diff")
        screen = app.screen
        await wait_until(pilot, lambda: "grade" in facts(screen), "what differs")
        assert "+ exposure -1" in facts(screen)
        assert screen.query_one(OptionList).option_count == 2
        pictures = [screen.query_one(f"#{side}", Canvas) for side in ("before", "after")]
        await wait_until(pilot, lambda: all(each.shown for each in pictures), "both pictures")
        await pilot.press("down", "space")
        prompt = screen.query_one(OptionList).get_option_at_index(1).prompt
        assert "undo" in str(prompt)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Done by hand" in talk_of(app), "the undo")
        await idle(pilot)
        now = [panel.still for panel in app.board.panels]
        assert [a == b for a, b in zip(stills, now, strict=True)] == [True, False, True, True]


def facts(screen: object) -> str:
    assert isinstance(screen, DiffScreen)
    return str(screen.query_one("#facts", Static).render())


async def test_esc_esc_goes_back_to_before_an_earlier_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        script, stills = app.script, [panel.still for panel in app.board.panels]
        await say_and_wait(pilot, "make frame 2 darker")
        await say_and_wait(pilot, "make frame 3 darker")
        app.talk.prompt.focus()
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: shows(app, SearchScreen), "the turns")
        assert app.screen.query_one(OptionList).option_count == 2
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: app.script == script, "the script from before")
        await idle(pilot)
        assert [panel.still for panel in app.board.panels] == stills
        assert app.talk.prompt.text == "make frame 2 darker"
        assert "make frame 3 darker" not in talk_of(app)
        app.talk.prompt.fill("")
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: shows(app, SearchScreen), "the branch")
        assert app.screen.query_one(OptionList).option_count == 1
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.script != script, "the branch that was left")
        assert app.script is not None
        assert "make frame 3 darker" in talk_of(app)
        assert [f.grade.is_neutral for f in app.script.frames] == [True, False, False, True]


async def test_two_takes_play_in_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        await say_and_wait(pilot, "/compare")
        assert "no two takes" in troubles_of(app)[0].message
        await say_and_wait(pilot, "make frame 1 darker")
        await say_and_wait(pilot, "/compare 1 7")
        assert "'7'" in troubles_of(app)[1].message
        await pilot.press("f7")
        await wait_until(pilot, lambda: shows(app, CompareScreen), "the takes")
        screen = app.screen
        assert isinstance(screen, CompareScreen)
        left, right = (screen.query_one(f"#{side}", Canvas) for side in ("left", "right"))
        await wait_until(pilot, lambda: left.shown and right.shown, "both clips")
        first = (list(left.shown), list(right.shown))
        assert first[0] != first[1]
        for _ in range(screen.head.length - 1):
            await pilot.press("right")
        assert screen.head.frame == screen.head.length - 1
        last = (list(left.shown), list(right.shown))
        assert last[0] != first[0]
        assert last[0] == last[1]
        clock = str(screen.query_one("#clock", Static).render())
        assert "paused" in clock
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, CompareScreen), "the chat")
