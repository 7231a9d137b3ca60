"""Every screen that opens over the chat, at three sizes, with pictures of one colour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from schemas.errors import StoryreelError
from schemas.events import RenderPlanned
from schemas.grade import Grade
from schemas.script import FrameScript
from schemas.settings import Settings
from tests.tui.chatting import flat_sketch
from tests.tui.test_words import script
from tests.tui.waiting import wait_until
from tools.render.catalog import pocket_vocabulary
from tui.app.board import Panel
from tui.app.candidates import Candidate
from tui.app.conversation import Look
from tui.app.here import Here
from tui.app.projects import Found
from tui.app.shell import Shell
from tui.player.canvas import Canvas
from tui.screens.approval import ApprovalScreen
from tui.screens.ask import AskScreen
from tui.screens.confirm import ConfirmScreen
from tui.screens.diff import DiffScreen
from tui.screens.form import FrameForm
from tui.screens.help import HelpScreen
from tui.screens.models import ModelsScreen
from tui.screens.projects import ProjectsScreen
from tui.screens.search import Item, SearchScreen
from tui.screens.settings import SettingsScreen

SIZES = [(80, 24), (120, 40), (180, 50)]
Compare = Callable[..., bool]

pytestmark = pytest.mark.slow


class Showing(Shell):
    """Nothing but a screen over an empty chat."""

    def __init__(self, shown: Screen[Any]) -> None:
        super().__init__(Settings(home=Path("home")))
        self._shown = shown

    def on_mount(self) -> None:
        self.cover(self._shown)

    def do_command(self, name: str, argument: str) -> None:
        pass

    def complain(self, error: StoryreelError) -> None:
        raise error

    def rest(self) -> None:
        pass

    def wake(self) -> None:
        pass


def told() -> FrameScript:
    """Four frames, the second of them graded and in the rain."""
    first = script(4)
    darker = {"weather": "rain", "grade": Grade(exposure=-1.0)}
    frames = list(first.frames)
    frames[1] = frames[1].model_copy(update=darker)
    return first.model_copy(update={"frames": tuple(frames)})


def panels() -> list[Panel]:
    return [Panel(frame, n, "stale", None) for n, frame in enumerate(told().frames, start=1)]


def found(name: str) -> Found:
    actions = ("A fox finds a lantern.", "It follows a butterfly.")
    when = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    return Found(Path(name), "Fox", "a fox finds a lantern", actions, when)


def form() -> Screen[Any]:
    return FrameForm(panels()[1], pocket_vocabulary(), None)


def diff() -> Screen[Any]:
    shorter = told().model_copy(update={"frames": told().frames[:3]})
    return DiffScreen(Look(1, script(4), {}), Look(2, shorter, {}), flat_sketch)


def models() -> Screen[Any]:
    choices = [
        Candidate("director", "pocket", "ready", "SmolLM2-135M-Instruct"),
        Candidate("director", "mine", "endpoint", "large at http://127.0.0.1:8000/v1"),
        Candidate("director", "openai:", "key found", "OPENAI_API_KEY is set; add the model"),
    ]
    return ModelsScreen("director", choices, "mine")


def projects() -> Screen[Any]:
    return ProjectsScreen([found("fox-1"), found("fox-2")])


def search() -> Screen[Any]:
    return SearchScreen("Go back to before", [Item("make frame 2 darker", "revision 2 · 10:30")])


def approval() -> Screen[Any]:
    planned = RenderPlanned(
        render=("f1", "f2"), reuse=("f3",), followers=("f2",), again=("f4",), seconds=900.0
    )
    return ApprovalScreen(planned, panels())


def confirm() -> Screen[Any]:
    return ConfirmScreen("Delete 'fox-1'?\nThis cannot be undone.", "delete it", "keep it")


def settings() -> Screen[Any]:
    return SettingsScreen(Settings(home=Path("home")), ["nord", "textual-dark"])


def ask() -> Screen[Any]:
    return AskScreen("Another name for fox-1", "fox-1")


def help_of_the_prompt() -> Screen[Any]:
    return HelpScreen(Here("the prompt", (("enter", "send"),)))


SCREENS: list[Callable[[], Screen[Any]]] = [
    form,
    diff,
    models,
    projects,
    search,
    approval,
    confirm,
    settings,
    help_of_the_prompt,
    ask,
]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("make", SCREENS, ids=lambda make: make.__name__)
def test_screen(
    make: Callable[[], Screen[Any]], size: tuple[int, int], snap_compare: Compare
) -> None:
    async def reach(pilot: Pilot[Any]) -> None:
        screen = pilot.app.screen
        for line in screen.query(Input):
            line.cursor_blink = False
        for canvas in screen.query(Canvas):
            if canvas.room.rows:
                await wait_until(pilot, lambda canvas=canvas: canvas.shown, "a picture")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()

    assert snap_compare(Showing(make()), terminal_size=size, run_before=reach)
