from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.widgets import Static

from tests.tui.chatting import (
    PREMISE,
    GatedRenderer,
    chat,
    idle,
    say,
    say_and_wait,
    shows,
    states_of,
    talk_of,
    troubles_of,
)
from tests.tui.waiting import wait_until
from tui.app.welcome import EXAMPLE
from tui.player.player import Player
from tui.player.theatre import Theatre
from tui.screens.frame import FrameScreen
from tui.screens.help import HelpScreen
from tui.screens.projects import ProjectsScreen
from tui.widgets.completion import Completions
from tui.widgets.panel import PanelCard
from tui.widgets.prompt import Prompt
from tui.widgets.status import StatusLine
from tui.widgets.storyboard import Storyboard
from tui.widgets.transcript import Transcript


async def test_a_premise_becomes_a_storyboard_and_a_clip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        assert "Type a premise" in str(app.query_one("#welcome", Static).render())
        await say_and_wait(pilot, PREMISE)
        assert states_of(app) == ["fresh"] * 4
        talk = talk_of(app)
        assert "> a fox finds a lantern" in talk
        assert "wrote 4 frames" in talk
        assert "A fox takes step 3." in talk
        assert "to render 4, to reuse 0" in talk
        assert "take 1" in talk
        await wait_until(pilot, lambda: app.query_one(Player).index, "the clip")
        assert app.query_one(StatusLine).status.revision == 1
        assert troubles_of(app) == []


async def test_a_request_changes_only_its_frame_and_undo_takes_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        stills = [card.panel.still for card in app.query_one(Storyboard).cards]
        await say_and_wait(pilot, "make @2 darker")
        assert "asked for: frame 2" in talk_of(app)
        assert "to render 0, to reuse 4" in talk_of(app)
        assert "It is **darker** now." in talk_of(app)
        now = [card.panel.still for card in app.query_one(Storyboard).cards]
        assert [a == b for a, b in zip(stills, now, strict=True)] == [True, False, True, True]
        await say_and_wait(pilot, "/undo")
        again = [card.panel.still for card in app.query_one(Storyboard).cards]
        assert again == stills
        await say_and_wait(pilot, "/redo")
        assert [card.panel.still for card in app.query_one(Storyboard).cards] == now


async def test_what_is_typed_meanwhile_waits_and_can_be_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer = GatedRenderer()
    app = chat(tmp_path, monkeypatch, renderer=renderer)
    async with app.run_test(size=(120, 40)) as pilot:
        for text in (PREMISE, "make frame 1 darker", "make frame 2 darker"):
            await say(pilot, text)
        await wait_until(pilot, lambda: "fresh" in states_of(app), "the first still")
        assert app.query_one(StatusLine).status.queued == 2
        await pilot.press("backspace")
        assert app.query_one(Prompt).text == "make frame 2 darker"
        renderer.gate.set()
        await wait_until(pilot, lambda: "It is **darker** now." in talk_of(app), "the queue")
        await idle(pilot)
        assert "asked for: frame 1" in talk_of(app)
        assert "frame 2 darker" not in talk_of(app)


async def test_esc_stops_the_turn_and_only_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer = GatedRenderer()
    app = chat(tmp_path, monkeypatch, renderer=renderer)
    async with app.run_test(size=(120, 40)) as pilot:
        await say(pilot, PREMISE)
        await wait_until(pilot, lambda: "fresh" in states_of(app), "the first still")
        assert "queued" in states_of(app)
        await say(pilot, "/render")
        app.query_one(Prompt).fill("half a thought")
        await pilot.press("escape")
        renderer.gate.set()
        await wait_until(pilot, lambda: "stopped; what was finished" in talk_of(app), "the stop")
        await wait_until(pilot, lambda: states_of(app) == ["fresh"] * 4, "the queued /render")
        assert app.query_one(Prompt).text == "half a thought"
        assert sorted(renderer.drawn) == ["f1", "f2", "f3", "f4"]


async def test_an_error_is_one_card_and_the_chat_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        await say_and_wait(pilot, "make frame 12 darker")
        (trouble,) = troubles_of(app)
        assert "12" in trouble.message
        assert trouble.hint
        await say_and_wait(pilot, "make frame 1 darker")
        assert "It is **darker** now." in talk_of(app)


async def test_a_command_that_does_not_exist_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say(pilot, "/fly")
        await wait_until(pilot, lambda: troubles_of(app), "the refusal")
        assert "/fly" in troubles_of(app)[0].message
        await say(pilot, "/undo now")
        await wait_until(pilot, lambda: len(troubles_of(app)) == 2, "the refusal")


async def test_keys_that_come_at_once_are_taken_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        app.talk.prompt.focus()
        for letter in "/help":
            app.post_message(events.Key(letter, letter))
        app.post_message(events.Key("enter", "\r"))
        await wait_until(pilot, lambda: shows(app, HelpScreen), "the help")
        assert app.talk.prompt.text == ""


async def test_tab_takes_the_example_and_completes_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("tab")
        prompt = app.query_one(Prompt)
        assert prompt.text == EXAMPLE
        prompt.fill("")
        await pilot.press("slash", "r")
        await wait_until(pilot, lambda: app.query_one(Completions).chosen, "completions")
        assert app.query_one(Completions).option_count == 4
        await pilot.press("down", "tab")
        assert prompt.text == "/render"
        prompt.fill("")
        await pilot.press("slash", "h", "e", "enter")
        await wait_until(pilot, lambda: shows(app, HelpScreen), "the help")
        await pilot.press("escape")
        assert not isinstance(app.screen, HelpScreen)


async def test_history_and_several_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        prompt = app.query_one(Prompt)
        await say(pilot, "/undo")
        await idle(pilot)
        await pilot.press("a", "ctrl+j", "b")
        assert prompt.text == "a\nb"
        await pilot.press("up", "up")
        assert prompt.text == "/undo"
        await pilot.press("down")
        assert prompt.text == "a\nb"
    again = chat(tmp_path, monkeypatch)
    async with again.run_test(size=(120, 40)) as pilot:
        await pilot.press("up")
        assert again.query_one(Prompt).text == "/undo"


async def test_panels_are_walked_opened_played_and_mentioned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        await wait_until(pilot, lambda: app.query_one(Player).index, "the clip")
        app.query_one(Storyboard).cards[0].focus()
        await pilot.press("right", "right")
        assert isinstance(app.focused, PanelCard)
        assert app.focused.panel.index == 3
        await pilot.press("space")
        assert app.query_one(Player).index == 3
        await pilot.press("enter")
        await wait_until(pilot, lambda: shows(app, FrameScreen), "the large view")
        facts = str(app.screen.query_one("#facts", Static).render())
        assert "Frame 3 of 4" in facts
        assert "A fox takes step 3." in facts
        await pilot.press("right", "escape", "@")
        assert app.query_one(Prompt).text == "@3 "


async def test_this_frame_is_the_panel_in_focus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        app.query_one(Storyboard).cards[3].focus()
        await pilot.pause()
        await say_and_wait(pilot, "make this frame darker")
        assert "asked for: frame 4" in talk_of(app)


async def test_the_theatre_opens_over_a_player_that_rests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f3")
        await wait_until(pilot, lambda: troubles_of(app), "no clip yet")
        await say_and_wait(pilot, PREMISE)
        await pilot.press("f3")
        await wait_until(pilot, lambda: shows(app, Theatre), "the theatre")
        await pilot.press("q")
        await wait_until(pilot, lambda: not isinstance(app.screen, Theatre), "the chat")


async def test_an_earlier_storyboard_is_opened_with_its_talk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = chat(tmp_path, monkeypatch)
    async with first.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        await say_and_wait(pilot, "make frame 2 darker")
        await say(pilot, "/quit")
        await wait_until(pilot, lambda: not first.is_running, "the end")
    assert first.return_value
    second = chat(tmp_path, monkeypatch)
    async with second.run_test(size=(120, 40)) as pilot:
        await pilot.press("f4")
        await wait_until(pilot, lambda: shows(second, ProjectsScreen), "the list")
        await pilot.press("enter")
        await wait_until(pilot, lambda: states_of(second) == ["fresh"] * 4, "the board")
        await idle(pilot)
        assert "> make frame 2 darker" in talk_of(second)
        assert "It is **darker** now." in talk_of(second)
        await say_and_wait(pilot, "/undo")
        assert second.query_one(StatusLine).status.revision == 3


async def test_a_project_that_another_process_holds_is_an_error_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = chat(tmp_path, monkeypatch)
    async with first.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        project = first.query_one(Storyboard).cards[0].panel.still.parents[1]
        second = chat(tmp_path, monkeypatch, opening=project)
        async with second.run_test(size=(120, 40)) as other:
            await wait_until(other, lambda: troubles_of(second), "the lock")
            await idle(other)
            assert "locked" in troubles_of(second)[0].message or troubles_of(second)[0].hint


async def test_the_talk_is_exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = chat(tmp_path, monkeypatch)
    target = tmp_path / "talk.md"
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        await say(pilot, f"/export {target}")
        await wait_until(pilot, target.exists, "the file")
        text = target.read_text(encoding="utf-8")
        assert text.startswith("# Fox")
        assert "> a fox finds a lantern" in text
        assert "### Frame 4" in text
        await say(pilot, f"/export {tmp_path}/missing/talk.md")
        await wait_until(pilot, lambda: troubles_of(app), "the refusal")


async def test_new_starts_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, PREMISE)
        await say(pilot, "/new")
        await wait_until(pilot, lambda: states_of(app) == [], "an empty board")
        assert app.query_one(Transcript).entries == []
        await say_and_wait(pilot, "a bear on a boat")
        assert states_of(app) == ["fresh"] * 4
        assert len(list((tmp_path / "data" / "projects").iterdir())) == 2


async def test_new_during_a_turn_waits_and_what_is_typed_then_is_a_premise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer = GatedRenderer()
    app = chat(tmp_path, monkeypatch, renderer=renderer)
    async with app.run_test(size=(120, 40)) as pilot:
        await say(pilot, PREMISE)
        await wait_until(pilot, lambda: "fresh" in states_of(app), "the first still")
        await say(pilot, "/new")
        await say(pilot, "a bear on a boat")
        renderer.gate.set()
        await wait_until(pilot, lambda: "a bear on a boat" in talk_of(app), "the next premise")
        await idle(pilot)
        assert troubles_of(app) == []
        assert PREMISE not in talk_of(app)
        assert states_of(app) == ["fresh"] * 4
        assert len(list((tmp_path / "data" / "projects").iterdir())) == 2


async def test_a_frame_of_no_storyboard_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat(tmp_path, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await say_and_wait(pilot, "/show 1")
        (trouble,) = troubles_of(app)
        assert trouble.hint == "type a premise, or /open an earlier storyboard"
