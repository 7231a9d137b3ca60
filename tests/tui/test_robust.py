"""What must leave the chat alive, and say what happened."""

from __future__ import annotations

import errno
from collections.abc import Generator
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Markdown

from agent.director import Answer
from schemas.errors import DiskFull
from schemas.render import RenderEvent, RenderRequest
from schemas.revisions import Scope
from schemas.script import FrameScript
from tests.scripted import ScriptedDirector, ScriptedRenderer
from tests.tui.chatting import PREMISE, chat, say_and_wait, states_of, talk_of, troubles_of
from tests.tui.waiting import wait_until
from tui.widgets.prompt import MOST_CHARACTERS, Prompt

NASTY = "\x1b[31mred\x1b[0m [bold]not bold[/bold] [@click=app.quit]quit[/] \x07"


def nasty(script: FrameScript, request: str, scope: Scope) -> Answer:
    return Answer(commands=(), reply=NASTY)


class FailingRenderer(ScriptedRenderer):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def render(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        raise self.error
        yield


async def test_escapes_and_markup_of_a_model_are_shown_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch, director=ScriptedDirector(nasty))
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        await say_and_wait(pilot, "say something nasty [bold]now[/bold]")
        shown = app.query(Markdown).last().source
        assert "\x1b" not in shown
        assert "\\x1b[31mred" in shown
        assert "[bold]not bold[/bold]" in shown
        assert "\x1b" not in talk_of(app)
        await pilot.pause()
        assert app.is_running


@pytest.mark.parametrize(
    "error",
    [
        DiskFull("the disk is full at 'frames'", hint="free some space, then /render"),
        OSError(errno.EIO, "Input/output error"),
        RuntimeError("a bug"),
    ],
    ids=["disk full", "i/o error", "bug"],
)
async def test_whatever_the_renderer_raises_is_one_card(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer = FailingRenderer(error)
    app = chat(tmp_path, monkeypatch, renderer=renderer)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        (trouble,) = troubles_of(app)
        assert trouble.message
        assert trouble.hint
        assert states_of(app) == ["sketched"] * 4
        monkeypatch.setattr(renderer, "render", ScriptedRenderer().render)
        await say_and_wait(pilot, "/render")
        assert states_of(app) == ["fresh"] * 4


async def test_a_megabyte_is_pasted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        prompt = app.query_one(Prompt)
        app.post_message(events.Paste("fox " * 262_144))
        await wait_until(pilot, lambda: prompt.text, "the paste")
        assert prompt.text == "[paste 1: 2,000 characters]"
        assert len(prompt.value) == MOST_CHARACTERS
        prompt.fill("")
        app.post_message(events.Paste("a fox\nand a lantern"))
        await wait_until(pilot, lambda: prompt.text, "the paste")
        assert prompt.text == "a fox\nand a lantern"


async def test_the_terminal_becomes_tiny_and_large_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch, autoplay=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        for size in ((20, 5), (1, 1), (300, 100), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        await say_and_wait(pilot, "make frame 1 darker")
        assert troubles_of(app) == []


async def test_at_20x5_one_can_still_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(20, 5)) as pilot:
        prompt = app.query_one(Prompt)
        assert prompt.region.height >= 1
        assert prompt.region.bottom <= 5
        await say_and_wait(pilot, PREMISE)
        assert states_of(app) == ["fresh"] * 4
