"""What the keys of a panel do: edit, lock, draw again, move, remove; no director is asked."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import pytest
from textual.widgets import Input, Select, Static

from schemas.render import PreviewDrawn
from tests.tui.chatting import (
    PREMISE,
    chat,
    idle,
    say_and_wait,
    shows,
    states_of,
    talk_of,
    troubles_of,
)
from tests.tui.waiting import wait_until
from tui.app.board import Board, Panel
from tui.app.chat import ChatApp
from tui.screens.confirm import ConfirmScreen
from tui.screens.form import FrameForm
from tui.widgets.storyboard import Storyboard


def panels_of(app: ChatApp) -> tuple[Panel, ...]:
    return app.board.panels


async def test_a_frame_is_edited_in_a_form_and_only_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        before = panels_of(app)
        app.stage.storyboard.cards[1].focus()
        await pilot.press("e")
        await wait_until(pilot, lambda: shows(app, FrameForm), "the form")
        form = app.screen
        form.query_one("#hold", Input).value = "forever"
        await pilot.pause()
        assert "'forever' is not a number" in str(form.query_one("#problem", Static).render())
        await pilot.press("ctrl+s")
        assert isinstance(app.screen, FrameForm)
        assert form.query_one("#hold", Input).value == "forever"
        form.query_one("#hold", Input).value = "0.5"
        form.query_one("#weather", Select).value = "rain"
        form.query_one("#exposure", Input).value = "-0.5"
        await pilot.pause()
        assert "valid" in str(form.query_one("#problem", Static).render())
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "Done by hand" in talk_of(app), "the edit")
        await idle(pilot)
        after = panels_of(app)
        assert (after[1].frame.hold, after[1].frame.weather) == (0.5, "rain")
        assert after[1].frame.grade.exposure == -0.5
        assert "graded" in after[1].words
        others = (0, 2, 3)
        assert [after[n].frame for n in others] == [before[n].frame for n in others]
        assert [after[n].still for n in others] == [before[n].still for n in others]
        assert troubles_of(app) == []


async def test_an_edit_that_is_refused_keeps_what_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        app.stage.storyboard.cards[0].focus()
        await pilot.press("l")
        await wait_until(pilot, lambda: panels_of(app)[0].frame.locked, "the lock")
        await idle(pilot)
        await pilot.press("e")
        await wait_until(pilot, lambda: app.screen.query("#action"), "the form")
        app.screen.query_one("#action", Input).value = "A bear sleeps."
        await pilot.pause()
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: troubles_of(app), "the refusal")
        await idle(pilot)
        assert panels_of(app)[0].frame.action != "A bear sleeps."
        app.action_command("edit", "1")
        await wait_until(pilot, lambda: app.screen.query("#action"), "the form again")
        assert app.screen.query_one("#action", Input).value == "A bear sleeps."
        assert "refused" in str(app.screen.query_one("#problem", Static).render())
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: not shows(app, FrameForm), "the chat")
        app.action_command("edit", "1")
        await wait_until(pilot, lambda: app.screen.query("#action"), "the form as the frame is")
        assert app.screen.query_one("#action", Input).value != "A bear sleeps."


async def test_esc_in_a_form_asks_before_it_drops_what_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await say_and_wait(pilot, PREMISE)
        revision = app.board.revision
        app.action_command("edit", "1")
        await wait_until(pilot, lambda: shows(app, FrameForm), "the form")
        await wait_until(pilot, lambda: app.screen.query("#action"), "its entries")
        app.screen.query_one("#action", Input).value = "A bear sleeps."
        await pilot.pause()
        await pilot.press("escape")
        assert isinstance(app.screen, FrameForm)
        assert "not saved" in str(app.screen.query_one("#problem", Static).render())
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, FrameForm), "the chat")
        assert app.board.revision == revision


async def test_keys_lock_draw_again_move_and_remove(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        stills = [panel.still for panel in panels_of(app)]
        cards = app.query_one(Storyboard)

        async def press(index: int, key: str) -> None:
            revision = app.board.revision
            cards.cards[index - 1].focus()
            await pilot.pause()
            await pilot.press(key)
            await wait_until(pilot, lambda: app.board.revision != revision, key)
            await idle(pilot)

        await press(1, "l")
        assert panels_of(app)[0].frame.locked
        cards.cards[0].focus()
        await pilot.press("r")
        await wait_until(pilot, lambda: troubles_of(app), "the refusal")
        assert "locked" in troubles_of(app)[0].message
        await press(1, "l")
        assert not panels_of(app)[0].frame.locked
        await press(3, "r")
        assert [p.still == s for p, s in zip(panels_of(app), stills, strict=True)] == [
            True, True, False, True]  # fmt: skip
        await press(4, "<")
        assert [panel.frame.id for panel in panels_of(app)] == ["f1", "f2", "f4", "f3"]
        await press(1, ">")
        assert [panel.frame.id for panel in panels_of(app)] == ["f2", "f1", "f4", "f3"]
        await press(2, "delete")
        assert [panel.frame.id for panel in panels_of(app)] == ["f2", "f4", "f3"]
        assert states_of(app) == ["fresh"] * 3
        assert "> remove frame 2" in talk_of(app)


async def test_a_frame_is_edited_in_the_users_editor_and_a_bad_text_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import pathlib, sys\n"
        "path, texts = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).parent\n"
        "text = path.read_text()\n"
        "(texts / 'seen.toml').write_text(text)\n"
        "bad = text.replace('\"clear\"', '\"hot\"')\n"
        "path.write_text(bad if bad != text else text.replace('\"hot\"', '\"snow\"'))\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {editor}")
    # The terminal of a test cannot be lent; everything else is as with a user.
    monkeypatch.setattr(ChatApp, "suspend", lambda self: contextlib.nullcontext())
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        app.stage.storyboard.cards[0].focus()
        await pilot.press("E")
        await wait_until(pilot, lambda: shows(app, ConfirmScreen), "what is wrong")
        assert "hot" in str(app.screen.query_one("#question", Static).render())
        await pilot.press("y")
        await wait_until(pilot, lambda: "Done by hand" in talk_of(app), "the edit")
        await idle(pilot)
        assert 'weather = "hot"' in (tmp_path / "seen.toml").read_text(encoding="utf-8")
        assert [panel.frame.weather for panel in panels_of(app)] == ["snow", *["clear"] * 3]


async def test_an_editor_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor-anywhere")
    monkeypatch.setattr(ChatApp, "suspend", lambda self: contextlib.nullcontext())
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        app.talk.prompt.fill("half a thought")
        app.action_command("editor")
        await wait_until(pilot, lambda: troubles_of(app), "the refusal")
        assert "no-such-editor-anywhere" in troubles_of(app)[0].message
        assert app.talk.prompt.text == "half a thought"


def test_a_preview_stands_in_until_the_still_comes(tmp_path: Path) -> None:
    from schemas.events import RenderPlanned, StillStored
    from schemas.render import StepDone
    from tests.tui.test_words import script

    panels = tuple(Panel(f, n, "stale", None) for n, f in enumerate(script(2).frames, start=1))
    board = Board(panels, project=tmp_path)
    board = board.after(RenderPlanned(render=("f1", "f2"), reuse=()))
    board = board.after(StepDone(frames=("f1",), step=3, num_inference_steps=12))
    board = board.after(PreviewDrawn(frame="f1", step=3, png=b"png"))
    assert [panel.preview for panel in board.panels] == [b"png", None]
    assert board.panels[0].words == "◐ step 3/12"
    assert board.panels[1].words == "… queued"
    board = board.after(StillStored(frame="f1", path="frames/a.png", done=1, total=2))
    assert board.panels[0].preview is None
    assert board.panels[0].words == "✓ fresh"
    assert [panel.state for panel in board.at_rest().panels] == ["fresh", "sketched"]
