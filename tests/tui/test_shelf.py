"""The list of earlier storyboards: preview, open by name, fork, rename, delete."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.tui.chatting import PREMISE, chat, idle, say, say_and_wait, shows, troubles_of
from tests.tui.waiting import wait_until
from tui.app.chat import ChatApp
from tui.screens.ask import AskScreen
from tui.screens.confirm import ConfirmScreen
from tui.screens.projects import ProjectsScreen


def names(home: Path) -> set[str]:
    return {folder.name for folder in (home / "data" / "projects").iterdir()}


def listed(app: ChatApp) -> bool:
    return shows(app, ProjectsScreen)


async def test_storyboards_are_previewed_forked_renamed_and_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        (first,) = names(tmp_path)
        await say_and_wait(pilot, "/fork")
        await wait_until(pilot, lambda: len(names(tmp_path)) == 2, "the copy")
        await wait_until(pilot, lambda: app.board.project.name != first, "the copy, opened")
        await idle(pilot)
        copy = app.board.project.name
        await pilot.press("f4")
        await wait_until(pilot, lambda: listed(app), "the list")
        preview = app.screen.query_one("#preview", Static)
        await wait_until(pilot, lambda: PREMISE in str(preview.render()), "the preview")
        assert "A fox takes step 4." in str(preview.render())
        await pilot.press("escape")

        await say(pilot, "/open")
        await wait_until(pilot, lambda: listed(app), "the list")
        await choose(pilot, app, copy)
        await pilot.press("n")
        await wait_until(pilot, lambda: shows(app, AskScreen), "the name")
        app.screen.query_one(Input).value = "vixen"
        await pilot.press("enter")
        await wait_until(pilot, lambda: names(tmp_path) == {first, "vixen"}, "the rename")
        await wait_until(pilot, lambda: app.board.project.name == "vixen", "the new name")
        await idle(pilot)
        await say_and_wait(pilot, "make frame 1 darker")
        assert not app.board.panels[0].frame.grade.is_neutral

        await pilot.press("f4")
        await wait_until(pilot, lambda: listed(app), "the list")
        await choose(pilot, app, "vixen")
        await pilot.press("d")
        await wait_until(pilot, lambda: shows(app, ConfirmScreen), "the question")
        assert "vixen" in str(app.screen.query_one("#question", Static).render())
        await pilot.press("n")
        assert names(tmp_path) == {first, "vixen"}
        await pilot.press("f4")
        await wait_until(pilot, lambda: listed(app), "the list")
        await choose(pilot, app, "vixen")
        await pilot.press("d")
        await wait_until(pilot, lambda: shows(app, ConfirmScreen), "the question")
        await pilot.press("y")
        await wait_until(pilot, lambda: names(tmp_path) == {first}, "the end of it")
        await wait_until(pilot, lambda: app.board.panels == (), "an empty board")
        await say_and_wait(pilot, f"/open {first}")
        await wait_until(pilot, lambda: len(app.board.panels) == 4, "the first one")
        assert app.board.panels[0].frame.grade.is_neutral
        assert troubles_of(app) == []


async def choose(pilot: Pilot[Any], app: ChatApp, name: str) -> None:
    """Walks the list until the storyboard of that name is highlighted."""
    preview = app.screen.query_one("#preview", Static)
    await wait_until(pilot, lambda: str(preview.render()), "a preview")
    for _ in range(5):
        if str(preview.render()).startswith(f"{name}\n"):
            return
        shown = str(preview.render())
        await pilot.press("down")
        await wait_until(pilot, lambda shown=shown: str(preview.render()) != shown, "another")
    raise AssertionError(f"{name} is not in the list")


async def test_the_chat_begins_with_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await say_and_wait(pilot, PREMISE)
    again = chat(tmp_path, monkeypatch, opening="list")
    async with again.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: listed(again), "the list")
        await pilot.press("enter")
        await wait_until(pilot, lambda: len(again.board.panels) == 4, "the board")
