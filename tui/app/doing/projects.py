"""Commands about whole storyboards: opening, copying, renaming, deleting, and leaving."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import UsageError
from tui.app.projects import Found, projects_below

if TYPE_CHECKING:
    from tui.app.chat import ChatApp
    from tui.screens.projects import ProjectWish


def list_earlier(chat: ChatApp, argument: str) -> None:
    """Lists earlier storyboards; with a name, opens that one."""
    found = projects_below(chat.settings.folders.data / "projects")
    if not found:
        raise UsageError("there is no earlier storyboard", hint="type a premise to make one")
    if argument:
        chat.open_project(_named(argument, found))
        return
    from tui.screens.projects import ProjectsScreen

    def chosen(wish: ProjectWish | None) -> None:
        if wish is not None:
            _do(chat, wish)

    chat.cover(ProjectsScreen(found), chosen)


def fork(chat: ChatApp, argument: str) -> None:
    """Copies the open storyboard and goes on with the copy."""
    folder = chat.board.project
    if folder is None:
        raise UsageError("there is no storyboard to fork", hint="type a premise to make one")
    _fork(chat, folder)


def leave(chat: ChatApp, argument: str) -> None:
    """Leaves; what was finished is kept."""
    project = chat.board.project
    chat.exit("" if project is None else str(project))


def _do(chat: ChatApp, wish: ProjectWish) -> None:
    match wish.wish:
        case "open":
            chat.open_project(wish.found.folder)
        case "fork":
            _fork(chat, wish.found.folder)
        case "rename":
            _rename(chat, wish.found.folder)
        case "remove":
            _remove(chat, wish.found)


def _fork(chat: ChatApp, folder: Path) -> None:
    chat.ask(lambda conversation: conversation.fork(folder), chat.open_project)


def _rename(chat: ChatApp, folder: Path) -> None:
    from tui.screens.ask import AskScreen

    was_open = folder == chat.board.project

    def renamed(target: Path) -> None:
        chat.notify(f"now called {target.name}", markup=False)
        if was_open:
            chat.open_project(target)
        else:
            list_earlier(chat, "")

    def named(name: str | None) -> None:
        if name is not None:
            chat.ask(lambda conversation: conversation.rename(folder, name), renamed)

    chat.cover(AskScreen(f"Another name for {folder.name}", folder.name), named)


def _remove(chat: ChatApp, found: Found) -> None:
    from tui.screens.confirm import ConfirmScreen

    folder = found.folder

    def removed(_: None) -> None:
        chat.notify(f"deleted: {folder.name}", markup=False)
        if folder == chat.board.project:
            chat.start_over()

    def decided(yes: bool | None) -> None:
        if yes:
            chat.ask(lambda conversation: conversation.remove(folder), removed)

    question = (
        f"Delete {folder.name!r} with its script, history, stills and takes?\n"
        f"{found.title}, {found.frames} frames\nThis cannot be undone."
    )
    chat.cover(ConfirmScreen(question, "delete it", "keep it"), decided)


def _named(name: str, found: tuple[Found, ...]) -> Path:
    for each in found:
        if each.folder.name == name:
            return each.folder
    raise UsageError(
        f"there is no storyboard {name!r}", hint="/open without a name lists the storyboards"
    )
