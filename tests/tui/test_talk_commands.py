"""Finding, repeating, copying and writing what is said; and what a model streams."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input, OptionList

from agent.director import Answer
from schemas.revisions import Scope
from schemas.script import FrameScript
from tests.scripted import ScriptedDirector
from tests.tui.chatting import PREMISE, chat, idle, say, say_and_wait, shows, talk_of, troubles_of
from tests.tui.waiting import wait_until
from tui.app.chat import ChatApp
from tui.screens.search import SearchScreen


class Parrot:
    """Says what it is told, and counts."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def __call__(self, script: FrameScript, request: str, scope: Scope) -> Answer:
        self.heard.append(request)
        return Answer(commands=(), reply=f"I heard: {request}")


async def test_what_was_said_is_found_copied_and_said_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parrot = Parrot()
    app = chat(tmp_path, monkeypatch, director=ScriptedDirector(parrot))
    async with app.run_test(size=(120, 40)) as pilot:
        await say(pilot, "/retry")
        await wait_until(pilot, lambda: troubles_of(app), "nothing to repeat")
        await say_and_wait(pilot, PREMISE)
        await say_and_wait(pilot, "why is it so dark in the third one")
        await say_and_wait(pilot, "/retry")
        assert parrot.heard == ["why is it so dark in the third one"] * 2
        app.talk.transcript.focus()
        await pilot.press("y")
        await wait_until(pilot, lambda: app.clipboard, "the copy")
        assert app.clipboard == "I heard: why is it so dark in the third one"

        await pilot.press("ctrl+f")
        await wait_until(pilot, lambda: shows(app, SearchScreen), "the search")
        app.screen.query_one(Input).value = "LANTERN fox"
        found = app.screen.query_one(OptionList)
        await wait_until(pilot, lambda: found.option_count == 1, "the match")
        await pilot.press("enter")
        await wait_until(pilot, lambda: not isinstance(app.screen, SearchScreen), "the talk")
        await say(pilot, "/find nobody said this")
        await wait_until(pilot, lambda: len(troubles_of(app)) == 2, "no match")


async def test_earlier_prompts_are_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        for text in ("/undo", "/redo", "/undo"):
            await say_and_wait(pilot, text)
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: shows(app, SearchScreen), "the search")
        assert app.screen.query_one(OptionList).option_count == 2
        await pilot.press(*"red")
        found = app.screen.query_one(OptionList)
        await wait_until(pilot, lambda: found.option_count == 1, "the match")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.talk.prompt.text == "/redo", "the prompt")


async def test_the_prompt_is_written_in_the_users_editor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import pathlib, sys\npath = pathlib.Path(sys.argv[1])\n"
        "path.write_text(path.read_text() + ' and a lantern\\n')\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {editor}")
    monkeypatch.setattr(ChatApp, "suspend", lambda self: contextlib.nullcontext())
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        app.talk.prompt.fill("a fox")
        await pilot.press("ctrl+g")
        await wait_until(pilot, lambda: "lantern" in app.talk.prompt.text, "the text")
        assert app.talk.prompt.text == "a fox and a lantern"


async def test_a_long_paste_is_folded_and_sent_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        prompt = app.talk.prompt
        story = "A fox walks on. " * 40
        app.post_message(events.Paste(story))
        await wait_until(pilot, lambda: prompt.text, "the paste")
        assert prompt.text == "[paste 1: 640 characters]"
        await pilot.press("enter")
        await idle(pilot)
        assert story.strip() in talk_of(app)
        app.post_message(events.Paste("x" * 1500))
        app.post_message(events.Paste("y" * 1500))
        await wait_until(pilot, lambda: "paste 2" in prompt.text, "both pastes")
        await pilot.press("enter")
        await pilot.pause()
        assert prompt.text == "[paste 1: 1,500 characters][paste 2: 1,500 characters]"
