"""A chat over the real engine with scripted ports, and what a user sees of it."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from textual.pilot import Pilot
from textual.screen import Screen

from agent.director import Answer, AnyDirector
from schemas.edits import Edit, GradeFrames
from schemas.grade import GradeChange
from schemas.render import RenderEvent, RenderRequest, StillDone
from schemas.revisions import Scope
from schemas.script import Frame, FrameScript
from schemas.settings import Settings
from tests.scripted import ScriptedDirector, ScriptedRenderer
from tests.tui.waiting import wait_until
from tools.render.port import Renderer
from tui import composition
from tui.app.chat import ChatApp, Opening
from tui.app.entries import Trouble
from tui.app.studio import StudioConversation
from tui.player.terminal import Terminal
from tui.widgets.prompt import Prompt
from tui.widgets.status import StatusLine
from tui.widgets.storyboard import Storyboard
from tui.widgets.transcript import Transcript

PREMISE = "a fox finds a lantern"


def darker(script: FrameScript, request: str, scope: Scope) -> Answer:
    """Takes every request for "darker"."""
    edit: Edit = GradeFrames(ids=scope.ids, change=GradeChange(exposure=-1.0))
    return Answer(commands=(edit,), reply="It is **darker** now.")


class GatedRenderer(ScriptedRenderer):
    """Draws its first frame, and the others once the gate is open."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()

    def render(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        for event in super().render(request):
            yield event
            if isinstance(event, StillDone):
                # Never waits longer than a test may take, so that a failed test ends its thread.
                self.gate.wait(30)


def flat_sketch(frame: Frame, size: tuple[int, int]) -> Image.Image:
    return Image.new("RGB", size, (90, 90, 110))


def chat(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    opening: Opening = None,
    director: AnyDirector | None = None,
    renderer: Renderer | None = None,
    autoplay: bool = False,
) -> ChatApp:
    """A chat whose home is `home`; everything but the two ports is real."""
    writer, painter = director or ScriptedDirector(darker), renderer or ScriptedRenderer()
    monkeypatch.setattr(composition, "open_director", lambda *_: writer)
    monkeypatch.setattr(composition, "open_renderer", lambda *_: painter)
    monkeypatch.setattr(secrets, "randbits", lambda _: 7)
    settings = Settings(home=home, frames=4)
    return ChatApp(
        lambda approve: StudioConversation(settings, approve),
        flat_sketch,
        settings,
        opening,
        Terminal(autoplay=autoplay),
    )


async def say(pilot: Pilot[Any], text: str) -> None:
    """Types `text` and sends it."""
    prompt = pilot.app.query_one(Prompt)
    prompt.focus()
    prompt.fill(text)
    await pilot.pause()
    await pilot.press("enter")


async def say_and_wait(pilot: Pilot[Any], text: str) -> None:
    """Sends `text`, and waits until everything in the queue is done."""
    await say(pilot, text)
    await idle(pilot)


async def idle(pilot: Pilot[Any]) -> None:
    """Waits until everything in the queue is done."""
    status = pilot.app.query_one(StatusLine)
    await wait_until(pilot, lambda: not status.status.doing, "the end of the turn")


def talk_of(app: ChatApp) -> str:
    """Everything in the transcript, as text."""
    from tui.app.entries import as_markdown

    return as_markdown(app.query_one(Transcript).entries, None)


def troubles_of(app: ChatApp) -> list[Trouble]:
    return [e for e in app.query_one(Transcript).entries if isinstance(e, Trouble)]


def states_of(app: ChatApp) -> list[str]:
    return [card.panel.state for card in app.query_one(Storyboard).cards]


def shows(app: ChatApp, kind: type[Screen[Any]]) -> bool:
    """Whether a screen of that kind is open, with everything that stands on it."""
    return isinstance(app.screen, kind) and app.screen.is_mounted
