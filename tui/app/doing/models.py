"""Commands that change who works: the director and the renderer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from schemas.capabilities import Capabilities
from schemas.reports import ShowReport
from tui.app.candidates import Candidate, Kind, findings
from tui.app.conversation import Conversation, Crew

if TYPE_CHECKING:
    from tui.app.chat import ChatApp


def director(chat: ChatApp, argument: str) -> None:
    """Goes on with another director; without an id, lists them."""
    _use(chat, "director", argument)


def renderer(chat: ChatApp, argument: str) -> None:
    """Goes on with another renderer; without an id, lists them."""
    _use(chat, "renderer", argument)


def probe(chat: ChatApp, argument: str) -> None:
    """Tries what a director can do; without an id, the one in use."""
    name = argument or chat.crew.director

    def probed(record: Capabilities) -> None:
        chat.notify(f"{name}: {findings(record)}", markup=False, timeout=10)

    chat.ask(lambda conversation: conversation.probe(name), probed)
    chat.notify(f"trying {name}", markup=False)


def _use(chat: ChatApp, kind: Kind, chosen: str) -> None:
    if chosen:
        swap(chat, kind, chosen)
    else:
        chat.ask(
            lambda conversation: conversation.candidates(),
            lambda found: offer(chat, kind, found),
        )


def offer(chat: ChatApp, kind: Kind, found: Sequence[Candidate]) -> None:
    """Lists `found`; what is chosen takes over."""
    from tui.screens.models import ModelsScreen

    def chosen(model: str | None) -> None:
        if model is not None:
            swap(chat, kind, model)

    current = chat.crew.director if kind == "director" else chat.crew.renderer
    chat.cover(ModelsScreen(kind, found, current), chosen)


def swap(chat: ChatApp, kind: Kind, chosen: str) -> None:
    """Goes on with another model, as soon as the turns before are done."""
    opened = chat.script is not None

    def swapping(conversation: Conversation) -> tuple[Crew, ShowReport | None]:
        if kind == "director":
            conversation.use_director(chosen)
        else:
            conversation.use_renderer(chosen)
        return conversation.crew(), conversation.report() if opened else None

    def swapped(answer: tuple[Crew, ShowReport | None]) -> None:
        crew, report = answer
        chat.see_crew(crew)
        if report is not None:
            chat.see(report, crew)
        chat.notify(f"{kind} from now on: {chosen}", markup=False)

    chat.ask(swapping, swapped)
