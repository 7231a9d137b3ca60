"""Commands, mentions, history and the player's view of a clip: what is read from words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.drafts import FrameDraft, ScriptDraft
from schemas.errors import UsageError
from schemas.script import FrameScript
from tools.script.building import build_script
from tui.app.commands import COMMANDS, Command, completions, parse
from tui.app.history import PromptHistory
from tui.app.mentions import spelled_out, typing
from tui.player.clip import Clip


def script(number: int = 8) -> FrameScript:
    frames = tuple(FrameDraft(action=f"step {n}", background="forest") for n in range(number))
    draft = ScriptDraft(title="Fox", frames=frames)
    return build_script(draft, premise="a fox", seed=1, width=64, height=64, fps=6)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_is_parsed_and_completed(command: Command) -> None:
    assert parse(f"/{command.name}") == (command, "")
    assert parse(f"/{command.name.upper()} ") == (command, "")
    assert command in completions(f"/{command.name[:2]}")


@given(st.text())
def test_parsing_raises_nothing_but_usage_errors(text: str) -> None:
    try:
        assert (parse(text) is None) == (not text.startswith("/"))
    except UsageError as error:
        assert text.startswith("/")
        assert error.hint


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("make @5 darker", "make frame 5 darker"),
        ("make @f5 darker", "make frame 5 darker"),
        ("@1 and @8: rain", "frame 1 and frame 8: rain"),
        ("make this frame darker", "make frame 3 darker"),
        ("write to fox@5.example", "write to fox@5.example"),
        ("make @f99 darker", "make @f99 darker"),
        ("no mention", "no mention"),
    ],
)
def test_mentions_are_spelled_out(typed: str, meant: str) -> None:
    assert spelled_out(typed, script(), 3) == meant


def test_this_frame_stays_where_nothing_is_looked_at() -> None:
    assert spelled_out("make this frame darker", script(), None) == "make this frame darker"


@given(st.text(), st.one_of(st.none(), st.integers(1, 8)))
def test_any_text_can_be_spelled_out(text: str, this: int | None) -> None:
    assert spelled_out(text, script(), this) is not None


def test_a_mention_is_completed_only_at_the_end() -> None:
    assert (typing("make @"), typing("make @1"), typing("@1 darker"), typing("a@")) == (
        "",
        "1",
        None,
        None,
    )


def test_history_goes_back_and_forth_and_keeps_what_was_being_typed(tmp_path: Path) -> None:
    history = PromptHistory(tmp_path / "state" / "prompts.jsonl")
    for text in ("one", "two\nlines", "two\nlines"):
        history.add(text)
    again = PromptHistory(tmp_path / "state" / "prompts.jsonl")
    assert again.older("draft") == "two\nlines"
    assert again.older("") == "one"
    assert again.older("") is None
    assert again.newer() == "two\nlines"
    assert again.newer() == "draft"
    assert again.newer() is None


def test_a_broken_history_costs_only_itself(tmp_path: Path) -> None:
    file = tmp_path / "prompts.jsonl"
    file.write_bytes(b'"kept"\nnot json\n')
    assert PromptHistory(file).older("") == "kept"
    file.write_bytes(b"\xff\xfe")
    assert PromptHistory(file).older("") is None


@given(starts=st.lists(st.floats(0.1, 5), max_size=9).map(sorted), seconds=st.floats(0, 10))
def test_the_frame_at_a_time_is_the_last_that_began(starts: list[float], seconds: float) -> None:
    clip = Clip(Path("clip.mp4"), "", (0.0, *starts))
    index = clip.index_at(seconds)
    assert index is not None
    assert clip.starts[index - 1] <= seconds + 1e-6
    assert index == len(clip.starts) or clip.starts[index] > seconds
