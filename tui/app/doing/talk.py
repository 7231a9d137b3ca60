"""Commands about what was said: finding, copying, repeating and exporting it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import UsageError
from tui.app.entries import as_markdown, last_reply, last_request, plain

if TYPE_CHECKING:
    from tui.app.chat import ChatApp


def find(chat: ChatApp, argument: str) -> None:
    """Searches the talk; with words, goes to the newest place that holds them."""
    transcript = chat.talk.transcript
    if argument:
        places = transcript.find(argument)
        if not places:
            raise UsageError(f"nobody said {argument!r}", hint="/find alone lists what was said")
        transcript.go_to(places[-1])
        return
    from tui.screens.search import Item, SearchScreen

    newest_first = range(len(transcript.entries) - 1, -1, -1)
    items = [Item(plain(transcript.entries[place]), "") for place in newest_first]

    def chosen(place: int | None) -> None:
        if place is not None:
            transcript.go_to(newest_first[place])

    chat.cover(SearchScreen("Search the talk", items), chosen)


def search_history(chat: ChatApp, argument: str) -> None:
    """Searches what was typed before; the choice goes into the prompt."""
    from tui.screens.search import Item, SearchScreen

    prompt = chat.talk.prompt
    texts = prompt.typed_before

    def chosen(place: int | None) -> None:
        if place is not None:
            prompt.fill(texts[place])
        prompt.focus()

    items = [Item(text, "") for text in texts]
    chat.cover(SearchScreen("Search earlier prompts", items), chosen)


def show_details(chat: ChatApp, argument: str) -> None:
    """Shows in every card what tools were told and answered, or hides it again."""
    if not chat.talk.transcript.open_details():
        raise UsageError(
            "no tool was called here", hint="the pocket director needs none; others use them"
        )


def retry(chat: ChatApp, argument: str) -> None:
    """Says the last thing again."""
    words = last_request(chat.talk.transcript.entries)
    if not words:
        raise UsageError("nothing was said yet", hint="type a premise")
    chat.say(words)


def copy(chat: ChatApp, argument: str) -> None:
    """Copies what is selected with the mouse; else what the director said last."""
    selected = chat.screen.get_selected_text()
    text = selected or last_reply(chat.talk.transcript.entries)
    if not text:
        raise UsageError("there is nothing to copy yet", hint="select something with the mouse")
    chat.copy_to_clipboard(text)
    chat.notify(f"copied {len(text):,} characters")


def write_in_editor(chat: ChatApp, argument: str) -> None:
    """Opens the prompt in $EDITOR."""
    from tui.app.external import edited

    prompt = chat.talk.prompt
    prompt.fill(edited(chat, prompt.value, ".txt").strip())
    prompt.focus()


def export(chat: ChatApp, argument: str) -> None:
    """Writes talk and script as Markdown."""
    folder = chat.board.project or Path.cwd()
    target = (folder / (argument or "transcript.md")).expanduser()
    text = as_markdown(chat.talk.transcript.entries, chat.script)
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot write {str(target)!r}: {error.strerror}",
            hint="name another file: /export FILE",
        ) from error
    chat.notify(f"written: {target}", markup=False)
