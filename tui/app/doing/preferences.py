"""Commands about how the chat looks and behaves, and what it finds on this machine."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from schemas.settings import Endpoint
from tui.app.candidates import Candidate
from tui.app.doing.models import swap

if TYPE_CHECKING:
    from tui.app.chat import ChatApp
    from tui.app.config_file import Scalar
    from tui.app.servers import Server


def settings(chat: ChatApp, argument: str) -> None:
    """Opens the settings."""
    from tui.app.config_file import write_settings
    from tui.screens.settings import SettingsScreen

    def decided(values: dict[str, Scalar] | None) -> None:
        if values:
            write_settings(chat.settings.folders.config / "config.toml", values)
            chat.take_settings(chat.settings.model_copy(update=values))
            chat.notify(f"saved: {', '.join(values)}", markup=False)

    themes = sorted(chat.available_themes)
    chat.cover(SettingsScreen(chat.settings, themes), decided)


def choose_theme(chat: ChatApp, argument: str) -> None:
    """Chooses the colours."""
    chat.search_themes()


def servers(chat: ChatApp, argument: str) -> None:
    """Looks for model servers on this machine, once the user has agreed."""
    from tui.app.servers import PORTS, servers_here
    from tui.screens.confirm import ConfirmScreen

    def look() -> None:
        chat.call_from_thread(_offer, chat, servers_here(PORTS))

    def decided(yes: bool | None) -> None:
        if yes:
            chat.run_worker(look, thread=True, exit_on_error=False)

    ports = ", ".join(f"{port} ({name})" for name, port in PORTS.items())
    question = (
        "Look for model servers on this machine?\n"
        f"One request goes to each of these ports of 127.0.0.1: {ports}.\n"
        "Nothing leaves this machine."
    )
    chat.cover(ConfirmScreen(question, "look", "do not"), decided)


def _offer(chat: ChatApp, found: tuple[Server, ...]) -> None:
    from tui.screens.models import ModelsScreen

    if not found:
        chat.notify("no server answered", severity="warning")
        return
    choices = {f"{each.name}-{model}": (each, model) for each in found for model in each.models}
    listed = [
        Candidate("director", name, "answers", f"{model} at {each.base_url}")
        for name, (each, model) in choices.items()
    ]

    def chosen(name: str | None) -> None:
        if name in choices:
            _adopt(chat, name, *choices[name])

    chat.cover(ModelsScreen("director", listed, chat.crew.director), chosen)


def _adopt(chat: ChatApp, name: str, server: Server, model: str) -> None:
    from tui.app.config_file import write_endpoint

    config = chat.settings.folders.config / "config.toml"
    write_endpoint(config, name, server.base_url, model)
    endpoint = Endpoint(base_url=server.base_url, model=model)
    chat.ask(
        lambda conversation: conversation.add_endpoint(name, endpoint),
        partial(_added, chat, name),
    )


def _added(chat: ChatApp, name: str, _: None) -> None:
    swap(chat, "director", name)
