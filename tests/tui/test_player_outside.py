"""Showing a clip with another program of this machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from schemas.errors import StoryreelError
from tests.tui.waiting import wait_until
from tui.player.clip import Clip
from tui.player.outside import players, rungs
from tui.player.player import Player
from tui.player.terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="xdg-open is of Linux desktops")


class Stage(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.player = Player(Terminal(autoplay=True))
        self.errors: list[StoryreelError] = []

    def compose(self) -> ComposeResult:
        yield self.player

    def on_player_failed(self, message: Player.Failed) -> None:
        self.errors.append(message.error)


@pytest.fixture
def programs(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """Makes programs that write down what they were given, and the variables to find them."""

    def make(*names: str, **variables: str) -> dict[str, str]:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        for name in names:
            program = folder / name
            program.write_text(f'#!/bin/sh\necho "$@" > "{tmp_path}/shown"\n', encoding="utf-8")
            program.chmod(0o755)
        return {"PATH": str(folder), **variables}

    return make


def test_a_desktop_comes_before_the_terminal_and_a_remote_one_does_not_count(
    programs: Callable[..., dict[str, str]],
) -> None:
    environ = programs("xdg-open", "mpv", DISPLAY=":0")
    assert [player.name for player in players(environ)] == ["xdg-open", "mpv"]
    assert [player.name for player in players({**environ, "SSH_CONNECTION": "x"})] == ["mpv"]
    assert "xdg-open (in a window), mpv (in the terminal)" in rungs(environ)
    assert "no other player" in rungs({"PATH": "/nowhere"})


async def test_o_opens_the_clip_outside_and_pauses_it_here(
    make_clip: Callable[..., Path],
    programs: Callable[..., dict[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clip = Clip(make_clip(), "fox", ())
    app = Stage()
    async with app.run_test(size=(60, 24)) as pilot:
        app.player.load(clip)
        await wait_until(pilot, lambda: app.player.head.playing, "playing")
        app.player.focus()
        for name, value in programs("xdg-open", DISPLAY=":0").items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("SSH_CONNECTION", raising=False)
        await pilot.press("o")
        shown = tmp_path / "shown"
        await wait_until(pilot, lambda: shown.exists() and shown.read_text(), "the other player")
        assert shown.read_text(encoding="utf-8").strip() == str(clip.path)
        assert not app.player.head.playing
        assert app.errors == []


async def test_without_any_player_the_path_is_told(
    make_clip: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = Clip(make_clip(), "fox", ())
    app = Stage()
    async with app.run_test(size=(60, 24)) as pilot:
        app.player.load(clip)
        await wait_until(pilot, lambda: app.player.head.playing, "playing")
        app.player.focus()
        monkeypatch.setenv("PATH", "/nowhere")
        await pilot.press("o")
        await wait_until(pilot, lambda: app.errors, "the message")
        assert str(clip.path) in app.errors[0].message
