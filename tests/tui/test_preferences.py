"""Settings, themes, reduced motion, help for the part in focus, notifications, approvals."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import AppBlur
from textual.widgets import Input, OptionList, Select, Static

from schemas.events import RenderPlanned
from schemas.settings import Settings, read_settings
from tests.tui.chatting import (
    PREMISE,
    chat,
    flat_sketch,
    idle,
    say,
    say_and_wait,
    shows,
    states_of,
    talk_of,
)
from tests.tui.waiting import wait_until
from tui.app.chat import ChatApp
from tui.app.studio import StudioConversation
from tui.player.terminal import Terminal
from tui.screens.approval import ApprovalScreen, cost_of
from tui.screens.help import HelpScreen
from tui.screens.settings import SettingsScreen


async def test_settings_are_checked_written_and_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config" / "config.toml"
    config.parent.mkdir()
    config.write_text("# mine\ndirector = 'pocket'\n", encoding="utf-8")
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f8")
        await wait_until(pilot, lambda: shows(app, SettingsScreen), "the settings")
        screen = app.screen
        screen.query_one("#frames", Input).value = "99"
        await pilot.pause()
        assert "frames" in str(screen.query_one("#problem", Static).render())
        await pilot.press("ctrl+s")
        assert isinstance(app.screen, SettingsScreen)
        screen.query_one("#frames", Input).value = "2"
        screen.query_one("#theme", Select).value = "ansi-dark"
        screen.query_one("#motion", Select).value = "reduced"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: app.theme == "ansi-dark", "the theme")
        assert app.animation_level == "none"
        assert config.read_text(encoding="utf-8").startswith("# mine\n")
        assert read_settings(tmp_path).frames == 2
        await say_and_wait(pilot, PREMISE)
        assert states_of(app) == ["fresh"] * 2


async def test_a_theme_that_does_not_exist_is_said_and_the_chat_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    app.settings = Settings(home=tmp_path, theme="no-such-theme")
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: "no-such-theme" in talk_of(app), "the complaint")


async def test_help_begins_with_the_part_in_focus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        for focused, here, key in (
            (app.talk.prompt, "in the prompt", "send"),
            (app.stage.storyboard.cards[0], "in a panel of the storyboard", "lock/unlock"),
            (app.stage.player, "in the player", "play/pause"),
        ):
            focused.focus()
            await pilot.pause()
            await pilot.press("f1")
            await wait_until(pilot, lambda: shows(app, HelpScreen), "the help")
            text = str(app.screen.query_one(Static).render())
            assert here in text.partition("Keys\n")[0]
            assert key in text.partition("Keys\n")[0]
            await pilot.press("escape")


async def test_a_long_render_waits_for_a_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = strict_chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        app.stage.storyboard.cards[1].focus()
        await pilot.press("r")
        await wait_until(pilot, lambda: shows(app, ApprovalScreen), "the question")
        assert "time" in str(app.screen.query_one("#cost", Static).render())
        assert app.screen.query_one(OptionList).option_count == 1
        await pilot.press("n")
        await idle(pilot)
        assert states_of(app) == ["fresh", "stale", "fresh", "fresh"]
        assert "not approved" in talk_of(app)
        await say(pilot, "/render")
        await wait_until(pilot, lambda: shows(app, ApprovalScreen), "the question")
        await pilot.press("y")
        await idle(pilot)
        assert states_of(app) == ["fresh"] * 4


def strict_chat(home: Path, monkeypatch: pytest.MonkeyPatch) -> ChatApp:
    """A chat that asks before every render whose length is known."""
    chat(home, monkeypatch)
    settings = Settings(home=home, frames=4, approve_above=0.0)

    return ChatApp(
        lambda approve: StudioConversation(settings, approve),
        flat_sketch,
        settings,
        None,
        Terminal(autoplay=False),
    )


def test_the_cost_of_a_plan_is_told() -> None:
    planned = RenderPlanned(render=("f1",), reuse=("f2", "f3"), again=("f2",), seconds=300.0)
    assert "about 5 min at most" in cost_of(planned)
    assert "2 stills, at no cost" in cost_of(planned)
    assert "denoise once more" in cost_of(planned)
    assert "not known yet" in cost_of(RenderPlanned(render=("f1",), reuse=()))


async def test_a_notification_is_written_when_a_long_turn_ends_out_of_focus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app.chat.LEAST_SECONDS", 0.0)
    app = chat(tmp_path, monkeypatch)
    app.settings = Settings(home=tmp_path, frames=4, notify="osc9")
    async with app.run_test(size=(120, 40)) as pilot:
        written: list[str] = []
        monkeypatch.setattr(app._driver, "write", written.append)
        await say_and_wait(pilot, "/undo")
        assert not written
        app.post_message(AppBlur())
        await wait_until(pilot, lambda: not app.app_focus, "looking elsewhere")
        # Not by keys: who presses one looks at the terminal.
        app.action_command("undo")
        await wait_until(pilot, lambda: written, "the notification")
        assert written[-1].startswith("\x1b]9;storyreel")
