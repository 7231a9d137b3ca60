"""What the keys of a panel do. Changes are edits by hand: no director has to read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.errors import ScriptError
from schemas.script import Frame
from tui.app.board import Panel
from tui.app.frame_edits import edits_between, edits_for, words_for

if TYPE_CHECKING:
    from tui.app.chat import ChatApp


def do_wish(chat: ChatApp, wish: str, panel: Panel) -> None:
    """Does what the user wants of a panel.

    Args:
        chat: the chat.
        wish: open, play, mention, edit (as a form) or editor (in $EDITOR); or a change: lock,
            again, earlier, later or remove.
        panel: of which.
    """
    prompt = chat.talk.prompt
    match wish:
        case "open":
            chat.action_command("show", str(panel.index))
        case "play":
            chat.stage.player.action_go(panel.index)
        case "mention":
            prompt.fill(f"{prompt.text}@{panel.index} ")
            prompt.focus()
        case "edit":
            edit_in_form(chat, panel)
        case "editor":
            edit_in_editor(chat, panel, "")
        case _:
            _change(chat, wish, panel)


def edit_in_form(chat: ChatApp, panel: Panel) -> None:
    """Opens the form of a frame, as it was left if that was refused; the result is a revision."""
    from tui.screens.form import FrameForm

    def edited(frame: Frame | None) -> None:
        if frame is not None:
            submit_frame(chat, panel, frame)

    draft = chat.drafts.pop(panel.frame.id, None)
    chat.cover(FrameForm(panel, chat.crew.vocabulary, draft), edited)


def edit_in_editor(chat: ChatApp, panel: Panel, text: str) -> None:
    """Opens a frame in $EDITOR; a text that is not valid is kept, and may be edited again.

    Args:
        chat: the chat.
        panel: whose frame.
        text: what was made of it so far; empty to begin with the frame as it is.
    """
    from tui.app.external import edited
    from tui.app.frame_text import as_toml, from_toml
    from tui.screens.confirm import ConfirmScreen

    vocabulary = chat.crew.vocabulary
    text = edited(chat, text or as_toml(panel.frame, panel.index, vocabulary), ".toml")
    try:
        frame = from_toml(text, panel.frame, vocabulary)
    except ScriptError as error:
        question = f"{error.message}\n{error.hint}\nNothing was changed; your text is kept."

        def decided(again: bool | None) -> None:
            if again:
                edit_in_editor(chat, panel, text)

        chat.cover(ConfirmScreen(question, "edit it again", "drop it"), decided)
    else:
        submit_frame(chat, panel, frame)


def submit_frame(chat: ChatApp, panel: Panel, frame: Frame) -> None:
    """Queues the edits that make a panel's frame into `frame`; nothing where it is the same."""

    def refused() -> None:
        now = chat.board.panel(panel.frame.id)
        # Where only its rendering failed, the frame itself is as it was wanted.
        if now is not None and edits_between(now.frame, frame):
            chat.drafts[panel.frame.id] = frame
            chat.notify("what you typed is kept: e on the panel opens it again")

    edits = edits_between(panel.frame, frame)
    if edits:
        chat.edit(edits, f"edit frame {panel.index} by hand", refused)


def _change(chat: ChatApp, wish: str, panel: Panel) -> None:
    if chat.script is None:
        # The script is still being written: there is no revision to change yet.
        return
    edits = edits_for(wish, panel.frame, chat.script)
    if edits:
        chat.edit(edits, words_for(wish, panel.frame, panel.index))
