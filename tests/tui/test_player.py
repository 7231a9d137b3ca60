from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from schemas.errors import UsageError
from tests.tui.waiting import wait_until
from tui.player.bar import PlayerBar
from tui.player.canvas import Canvas
from tui.player.clip import Clip, clip_at
from tui.player.player import Player
from tui.player.terminal import Terminal
from tui.player.theatre import PlayApp


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Stage(App[None]):
    def __init__(self, *, autoplay: bool = True) -> None:
        super().__init__()
        self.clock = Clock()
        self.player = Player(Terminal(autoplay), clock=self.clock)
        self.indexes: list[int] = []

    def compose(self) -> ComposeResult:
        yield self.player

    def on_player_frame_shown(self, message: Player.FrameShown) -> None:
        self.indexes.append(message.index)

    @property
    def bar(self) -> str:
        return self.query_one(PlayerBar).render().plain


@pytest.fixture
def clip(make_clip: Callable[..., Path]) -> Clip:
    return Clip(make_clip(24, hold=6, fps=12), "[b]A fox[/b]", (0.0, 0.5, 1.0, 1.5))


async def shown(app: Stage, pilot: Pilot[None], clip: Clip) -> None:
    app.player.load(clip)
    await wait_until(pilot, lambda: app.query_one(Canvas).shown, "the first picture")


async def test_a_clip_starts_by_itself_and_follows_the_clock(clip: Clip) -> None:
    app = Stage()
    async with app.run_test(size=(60, 24)) as pilot:
        await shown(app, pilot, clip)
        assert app.player.head.playing
        app.clock.now = 0.6
        await wait_until(pilot, lambda: 2 in app.indexes, "the second frame of the script")
        assert "frame 2/4" in app.bar


async def test_reduced_motion_starts_nothing(clip: Clip) -> None:
    app = Stage(autoplay=False)
    async with app.run_test(size=(60, 24)) as pilot:
        await shown(app, pilot, clip)
        assert not app.player.head.playing
        assert "‖" in app.bar


async def test_the_title_is_never_markup(clip: Clip) -> None:
    app = Stage(autoplay=False)
    async with app.run_test(size=(100, 24)) as pilot:
        await shown(app, pilot, clip)
        assert "[b]A fox[/b]" in app.bar


async def test_keys_play_pause_step_and_seek(clip: Clip) -> None:
    app = Stage(autoplay=False)
    async with app.run_test(size=(60, 24)) as pilot:
        await shown(app, pilot, clip)
        app.player.focus()
        head = app.player.head
        await pilot.press("right", "right", ".")
        assert head.frame == 3
        await pilot.press(",")
        assert head.frame == 2
        await pilot.press("3")
        assert (head.frame, app.player.index) == (12, 3)
        await pilot.press("shift+right")
        assert app.player.index == 4
        await pilot.press("home")
        assert head.frame == 0
        await pilot.press("end")
        assert head.frame == 23
        await pilot.press("l", "plus", "space")
        assert (head.loop, head.speed, head.playing) == (False, 1.5, True)
        assert re.search(r"1\.5x .* once", app.bar)


async def test_nothing_is_repainted_while_it_rests(clip: Clip) -> None:
    app = Stage()
    async with app.run_test(size=(60, 24)) as pilot:
        await shown(app, pilot, clip)
        app.player.rest()
        app.clock.now = 0.6
        before = app.query_one(Canvas).shown
        await pilot.pause(0.2)
        assert app.query_one(Canvas).shown is before
        app.player.wake()
        app.clock.now = 0.7
        await wait_until(pilot, lambda: app.query_one(Canvas).shown is not before, "playing on")


async def test_another_size_is_decoded_anew_and_stays_at_its_place(clip: Clip) -> None:
    app = Stage(autoplay=False)
    async with app.run_test(size=(60, 24)) as pilot:
        await shown(app, pilot, clip)
        app.player.focus()
        await pilot.press("3")
        await pilot.resize_terminal(30, 14)
        await wait_until(pilot, lambda: len(app.query_one(Canvas).shown) == 12, "the new size")
        assert app.player.index == 3


async def test_a_clip_too_small_to_see_does_no_harm(clip: Clip) -> None:
    app = Stage()
    async with app.run_test(size=(60, 24)) as pilot:
        await shown(app, pilot, clip)
        await pilot.resize_terminal(1, 1)
        await pilot.resize_terminal(60, 24)
        await wait_until(pilot, lambda: len(app.query_one(Canvas).shown) == 22, "the old size")


async def test_play_ends_with_q(clip: Clip) -> None:
    app = PlayApp(clip, Terminal())
    async with app.run_test(size=(60, 24)) as pilot:
        await wait_until(pilot, lambda: app.screen.query(Canvas), "the theatre")
        await pilot.press("q")
        await wait_until(pilot, lambda: not app.is_running, "the end")
    assert app.return_value is None


async def test_play_ends_with_the_error(tmp_path: Path) -> None:
    broken = tmp_path / "clip.mp4"
    broken.write_bytes(b"junk")
    app = PlayApp(Clip(broken, "junk", ()), Terminal())
    async with app.run_test(size=(60, 24)) as pilot:
        await wait_until(pilot, lambda: not app.is_running, "the end")
    assert app.return_value is not None
    assert "clip.mp4" in app.return_value.message


def test_the_newest_take_of_a_folder_is_played(make_clip: Callable[..., Path]) -> None:
    for number in (1, 2, 10):
        newest = make_clip(2, name=f"project/takes/{number:04d}/clip.mp4")
    assert clip_at(newest.parents[2]).path == newest


@pytest.mark.parametrize("name", ["missing", "empty", "notes.txt"])
def test_what_cannot_be_played_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("notes", encoding="utf-8")
    with pytest.raises(UsageError, match=name):
        clip_at(tmp_path / name)
