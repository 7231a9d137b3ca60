"""Commands that go through the history: back to an earlier turn, what a revision changed, takes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.edits import Edit
from schemas.errors import StoryreelError, UsageError
from schemas.reports import ShowReport
from schemas.script import FrameId
from tui.app.conversation import Conversation, Crew, Look, Past, Said
from tui.app.frame_edits import edits_back

if TYPE_CHECKING:
    from tui.app.chat import ChatApp


def back(chat: ChatApp, argument: str) -> None:
    """Lists the turns that led here and the branches that were left; goes to the one chosen."""
    chat.ask(lambda conversation: conversation.past(), lambda past: _offer_past(chat, past))


def _offer_past(chat: ChatApp, past: Sequence[Past]) -> None:
    from tui.screens.search import Item, SearchScreen

    if not past:
        raise UsageError(
            "there is no earlier turn to go back to", hint="this is the script as it was made"
        )

    def chosen(place: int | None) -> None:
        if place is not None:
            _go_to(chat, past[place])

    chat.cover(SearchScreen("Go back", [Item(each.label, "") for each in past]), chosen)


def _go_to(chat: ChatApp, past: Past) -> None:
    def going(conversation: Conversation) -> tuple[ShowReport, Crew, Sequence[Said]]:
        conversation.go_to(past)
        return conversation.report(), conversation.crew(), conversation.said()

    def gone(there: tuple[ShowReport, Crew, Sequence[Said]]) -> None:
        chat.show_project(*there)
        prompt = chat.talk.prompt
        if past.words and not prompt.text:
            prompt.fill(past.words)
        prompt.focus()

    chat.ask(going, gone)


def diff(chat: ChatApp, argument: str) -> None:
    """Compares a revision with the one before, frame by frame; without a number, the newest."""
    numbers = [head.number for head in chat.revisions]
    number = _number(argument, numbers, "revision") if argument else max(numbers, default=1)
    base = next((head.base for head in chat.revisions if head.number == number), None)
    if base is None:
        raise UsageError(
            f"there is no revision before revision {number} to compare it with",
            hint="change something first, or name another revision: /diff NUMBER",
        )

    def look(conversation: Conversation) -> tuple[Look, Look]:
        return conversation.look(base), conversation.look(number)

    chat.ask(look, lambda looks: _show_diff(chat, *looks))


def _show_diff(chat: ChatApp, old: Look, new: Look) -> None:
    from tui.screens.diff import DiffScreen

    def decided(frames: tuple[FrameId, ...] | None) -> None:
        if frames and chat.script is not None:
            script = chat.script
            edits: list[Edit] = []
            for frame in frames:
                edits += edits_back(frame, old.script, script)
            words = f"give {', '.join(frames)} back what they were in revision {old.number}"
            chat.edit(edits, words)

    chat.cover(DiffScreen(old, new, chat.sketch), decided)


def compare(chat: ChatApp, argument: str) -> None:
    """Plays two takes side by side, in step; without numbers, the two newest."""
    from tui.player.clip import take_clip
    from tui.screens.compare import CompareScreen

    takes = {take.take: take.clip for take in chat.takes}
    if len(takes) < 2:
        raise UsageError("there are no two takes to compare", hint="change something first")
    words = argument.split() or [str(number) for number in sorted(takes)[-2:]]
    if len(words) != 2:
        raise UsageError("/compare takes two takes", hint="for example /compare 1 2")
    left, right = (_number(word, sorted(takes), "take") for word in words)

    def closed(error: StoryreelError | None) -> None:
        if error is not None:
            chat.complain(error)

    clips = [take_clip(Path(takes[number])) for number in (left, right)]
    chat.cover(CompareScreen(clips[0], clips[1], autoplay=chat.terminal.autoplay), closed)


def _number(word: str, numbers: list[int], what: str) -> int:
    if not word.isdecimal() or int(word) not in numbers:
        raise UsageError(
            f"there is no {what} {word!r}",
            hint=f"the {what}s are {', '.join(map(str, numbers)) or 'none yet'}",
        )
    return int(word)
