"""Another director or renderer in the middle of a conversation, and finding one."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from agent.director import Answer
from schemas.errors import UsageError
from schemas.render import Capabilities
from schemas.revisions import Scope
from schemas.script import FrameScript
from schemas.settings import Settings, read_settings
from tests.scripted import ScriptedDirector, ScriptedRenderer
from tests.tui.chatting import (
    PREMISE,
    chat,
    darker,
    idle,
    say,
    say_and_wait,
    shows,
    states_of,
    talk_of,
    troubles_of,
)
from tests.tui.waiting import wait_until
from tui import composition
from tui.screens.confirm import ConfirmScreen
from tui.screens.models import ModelsScreen
from tui.screens.search import SearchScreen


def other_answer(script: FrameScript, request: str, scope: Scope) -> Answer:
    return Answer(commands=(), reply="The other one speaks.")


class Other(ScriptedDirector):
    id = "other"


def known(director_id: str, settings: Settings) -> ScriptedDirector:
    """Two directors, and no third."""
    if director_id == "pocket":
        return ScriptedDirector(darker)
    if director_id in {"other", *settings.endpoints}:
        director = Other(other_answer)
        director.id = director_id
        return director
    raise UsageError(f"unknown director {director_id!r}", hint="the directors are: pocket, other")


class Tying(ScriptedRenderer):
    """Knows two ways to tie frames together."""

    def capabilities(self) -> Capabilities:
        return super().capabilities().model_copy(update={"modes": ("anchor", "none")})


async def test_consistency_is_changed_in_the_chat_and_another_renderer_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch, renderer=Tying())
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, "/consistency none")
        assert "no storyboard is open" in troubles_of(app)[0].message
        await say_and_wait(pilot, PREMISE)
        assert app.crew.consistency == "anchor"
        await say_and_wait(pilot, "/consistency glue")
        assert "use one of: anchor, none" in troubles_of(app)[1].hint
        await say(pilot, "/consistency")
        await wait_until(pilot, lambda: shows(app, SearchScreen), "the ways")
        await pilot.press("n", "o", "t", "h", "enter")
        await wait_until(pilot, lambda: app.crew.consistency == "none", "another way")
        assert set(states_of(app)) == {"stale"}
        await say_and_wait(pilot, "/renderer other")
        await say_and_wait(pilot, "/render")
        assert set(states_of(app)) == {"fresh"}
        assert app.crew.consistency == "none"


async def test_another_director_takes_over_and_the_history_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    monkeypatch.setattr(composition, "open_director", known)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        await say_and_wait(pilot, "make frame 2 darker")
        await say_and_wait(pilot, "/director nobody")
        await wait_until(pilot, lambda: troubles_of(app), "the refusal")
        assert "nobody" in troubles_of(app)[0].message
        assert app.status_line.status.director == "pocket"
        await pilot.press("f6")
        await wait_until(pilot, lambda: shows(app, ModelsScreen), "the list")
        app.screen.query_one(Input).value = "other"
        app.screen.query_one(Input).focus()
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.status_line.status.director == "other", "the swap")
        await say_and_wait(pilot, "make frame 1 darker")
        assert "The other one speaks." in talk_of(app)
        await say_and_wait(pilot, "/undo")
        assert all(panel.frame.grade.is_neutral for panel in app.board.panels)
        await say_and_wait(pilot, "/director pocket")
        await wait_until(pilot, lambda: app.status_line.status.director == "pocket", "the way back")
        await say_and_wait(pilot, "make frame 3 darker")
        assert [p.frame.grade.is_neutral for p in app.board.panels] == [True, True, False, True]


async def test_the_director_that_was_chosen_comes_back_with_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    monkeypatch.setattr(composition, "open_director", known)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        await say_and_wait(pilot, "/director other")
        await wait_until(pilot, lambda: app.status_line.status.director == "other", "the swap")
        project = app.board.project
    again = chat(tmp_path, monkeypatch, opening=project)
    monkeypatch.setattr(composition, "open_director", known)
    async with again.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: again.board.panels, "the board")
        assert again.status_line.status.director == "other"


async def test_servers_are_asked_only_after_a_yes(
    model_server: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.app.servers.PORTS", {"here": model_server})
    app = chat(tmp_path, monkeypatch)
    monkeypatch.setattr(composition, "open_director", known)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, "/servers")
        await wait_until(pilot, lambda: shows(app, ConfirmScreen), "the question")
        await pilot.press("n")
        await idle(pilot)
        assert not isinstance(app.screen, ModelsScreen)
        await say_and_wait(pilot, "/servers")
        await wait_until(pilot, lambda: shows(app, ConfirmScreen), "the question")
        await pilot.press("y")
        await wait_until(pilot, lambda: shows(app, ModelsScreen), "the servers")
        assert app.screen.query_one(OptionList).option_count == 3
        await pilot.press("down", "enter")
        await wait_until(
            pilot, lambda: app.status_line.status.director.startswith("here-"), "the swap"
        )
        endpoint = read_settings(tmp_path).endpoints[app.status_line.status.director]
        assert endpoint.base_url == f"http://127.0.0.1:{model_server}/v1"
