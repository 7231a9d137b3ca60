"""What the chat works out without a screen: histories, differences, folds, servers, notices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from schemas.capabilities import Capabilities
from schemas.checks import ModelState
from schemas.errors import ProjectLocked, UsageError
from schemas.events import AnswerRepeated, Reply, TextStreamed
from schemas.grade import Grade
from schemas.settings import Endpoint, Settings
from schemas.usage import Usage
from tests.tui.test_words import script
from tui.app.candidates import candidates, with_current
from tui.app.commands import COMMANDS
from tui.app.differences import differences
from tui.app.doing.table import DO
from tui.app.folding import Folded, is_long
from tui.app.notifying import notification
from tui.app.pacing import Paced
from tui.app.servers import servers_here
from tui.app.spending import spent
from tui.app.streaming import Listener


def test_differences_name_what_changed_and_from_what_to_what() -> None:
    old = script(4)
    darker = old.frames[1].model_copy(update={"grade": Grade(exposure=-1.0)})
    new = old.model_copy(update={"frames": (old.frames[2], old.frames[0], darker)})
    found = {each.frame: each for each in differences(old, new)}
    assert found["f2"].facts == (("grade", "", "exposure -1"),)
    assert found["f4"].kind == "removed"
    assert found["f3"].title == "↕ frame 3 → 1 moved"
    assert "f1" not in found


def test_a_paste_is_folded_and_comes_back_whole() -> None:
    folded = Folded()
    long = "word " * 100
    typed = f"make it {folded.fold(long)} and {folded.fold('short')}"
    assert "word" not in typed
    assert folded.unfolded(typed) == f"make it {long} and short"
    assert folded.unfolded(typed[:20]) == typed[:20]
    assert is_long(long)
    assert is_long("a\n" * 5)
    assert not is_long("a fox\nand a lantern")


@pytest.mark.parametrize(
    ("way", "written"),
    [
        ("bell", "\a"),
        ("osc9", "\x1b]9;Fox, the end\\x1b[31m\a"),
        ("osc777", "\x1b]777;notify;storyreel;Fox, the end\\x1b[31m\a"),
        ("off", ""),
    ],
)
def test_a_notification_cannot_be_broken_by_a_title(way: str, written: str) -> None:
    assert notification(way, "Fox; the end\x1b[31m") == written


def test_keys_are_named_and_never_shown() -> None:
    settings = Settings(endpoints={"mine": Endpoint(base_url="http://127.0.0.1:9/v1", model="m")})
    here = ModelState(kind="director", id="pocket", state="ready", detail="small")
    found = candidates(settings, [here], {"OPENAI_API_KEY": "sk-secret"}, {})
    assert [each.id for each in found] == ["pocket", "mine", "openai:"]
    assert [each.complete for each in found] == [True, True, False]
    assert "sk-secret" not in repr(found)
    assert with_current(found, "director", "other")[0].id == "other"
    assert with_current(found, "director", "mine")[0].id == "pocket"


def test_a_director_that_was_probed_says_what_it_can_do_and_since_when() -> None:
    settings = Settings(endpoints={"mine": Endpoint(base_url="http://127.0.0.1:9/v1", model="m")})
    record = Capabilities(
        director="mine",
        model="m",
        base_url="http://127.0.0.1:9/v1",
        probed=datetime(2026, 1, 2, tzinfo=UTC),
        tools=True,
        tool_streaming=False,
        forced_choice=True,
        json_schema=True,
        usage=False,
    )
    (tried,) = candidates(settings, [], {}, {"mine": record})
    assert "tools, forced tools, JSON schema; not streamed tools, token counts" in tried.note
    assert "probed 2026-01-02" in tried.note
    (untried,) = candidates(settings, [], {}, {})
    assert "not probed yet" in untried.note


def test_servers_that_answer_are_found(model_server: int) -> None:
    (found,) = servers_here({"here": model_server, "nobody": 1})
    assert found.name == "here"
    assert found.models == ("small", "large")


def test_what_is_streamed_is_joined_until_the_reply_comes() -> None:
    listener = Listener()
    assert listener.speech is None
    for answer, text in (("a", "I "), ("a", "make"), ("b", "Fra"), ("b", "me 2")):
        assert listener.watch(TextStreamed(answer=answer, text=text))
    assert listener.speech is not None
    assert listener.speech.text == "Frame 2"
    listener.watch(AnswerRepeated(attempt=2, reason="broke off"))
    assert listener.speech.text == ""
    listener.watch(Reply(text="Frame 2 is darker."))
    assert listener.speech.text == "Frame 2 is darker."


def test_projects_are_copied_renamed_and_removed(tmp_path: Path) -> None:
    from agent import shelving
    from tools.project.project import Project

    folder = tmp_path / "fox"
    with Project.create(folder) as project:
        project.revisions.first(script(2), "a fox")
        with pytest.raises(ProjectLocked):
            shelving.remove(folder)
    copy = shelving.fork(folder)
    with Project.read(copy) as copied:
        assert copied.revisions.head().script == script(2)
    for name in ("../fox", "", ".hidden", copy.name, "a/b"):
        with pytest.raises(UsageError):
            shelving.rename(folder, name)
    renamed = shelving.rename(folder, "vixen")
    assert renamed == tmp_path / "vixen"
    assert not folder.exists()
    shelving.remove(renamed)
    assert [each.name for each in tmp_path.iterdir()] == [copy.name]


@pytest.mark.parametrize(
    ("usages", "words"),
    [
        ([], ""),
        ([("a", 900, 60, "0.0123")], "960 tokens, $0.01"),
        ([("a", 900, 600, "0.5"), ("b", 1000, 0, None)], "2.5k tokens"),
    ],
)
def test_money_is_told_only_where_every_price_is_known(
    usages: list[tuple[str, int, int, str | None]], words: str
) -> None:
    counted = [
        Usage(
            director=director,
            input_tokens=read,
            output_tokens=written,
            estimated=False,
            dollars=None if dollars is None else Decimal(dollars),
        )
        for director, read, written, dollars in usages
    ]
    assert spent(counted) == words


def test_what_changes_often_is_shown_at_once_and_then_now_and_again() -> None:
    shown: list[int] = []
    due: list[Callable[[], None]] = []
    news = [0]
    paced = Paced(lambda: shown.append(news[0]), lambda seconds, then: due.append(then))

    def hear(what: int) -> None:
        news[0] = what
        paced.soon()

    for what in range(1, 6):
        hear(what)
    assert shown == [1]
    due.pop()()
    assert shown == [1, 5]
    due.pop()()
    assert (shown, due) == ([1, 5], [])
    hear(6)
    hear(7)
    paced.now()
    assert shown == [1, 5, 6, 7]
    due.pop()()
    assert (shown, due) == ([1, 5, 6, 7], [])


def test_every_command_does_something_and_no_two_share_a_key() -> None:
    assert set(DO) == {command.name for command in COMMANDS}
    keys = [command.key for command in COMMANDS if command.key]
    assert len(keys) == len(set(keys))
