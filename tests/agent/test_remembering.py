"""What a director is told of a conversation stays small, and keeps what matters."""

from __future__ import annotations

from datetime import UTC, datetime

from agent.remembering import remember
from tools.project.transcript import Role, Utterance


def said(*texts: str) -> list[Utterance]:
    roles: tuple[Role, Role] = ("user", "director")
    return [
        Utterance(
            number=number + 1,
            role=roles[number % 2],
            text=text,
            revision=1,
            created=datetime.now(UTC),
        )
        for number, text in enumerate(texts)
    ]


def test_a_short_conversation_is_remembered_word_for_word() -> None:
    talk = said("make frame 5 darker", "It is darker.")
    memory = remember(talk)
    assert memory.recent == tuple(talk)
    assert memory.earlier == ()
    assert remember([]).recent == ()


def test_of_a_long_one_the_last_exchanges_and_the_last_requests_are_remembered() -> None:
    talk = said(*(f"{'request' if n % 2 == 0 else 'reply'} {n} " + "x" * 300 for n in range(400)))
    memory = remember(talk)
    assert memory.recent[-1] == talk[-1]
    assert memory.recent[0].role == "user"
    assert sum(len(each.text) for each in memory.recent) <= 6000
    assert sum(map(len, memory.earlier)) <= 1500
    last = memory.recent[0].number - 3
    assert memory.earlier[-1].startswith(f"request {last} ")
    assert not any("reply" in each for each in memory.earlier)


def test_one_endless_utterance_does_not_push_the_others_out() -> None:
    memory = remember(said("a", "b", "c" * 100_000, "d"))
    assert [each.text[:1] for each in memory.recent] == ["a", "b", "c", "d"]
    assert len(memory.recent[2].text) == 1500
