"""A picture of a real session: `python -m bench.screenshot [FILE]`, docs/chat.svg by default.

With the real pocket pair and an empty home, a storyboard is made from a premise; then the chat
opens it, headless, revises one frame, and is drawn as SVG. Same weights, same picture: the seed is
fixed, and durations are not shown.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from agent.making import make
from schemas.settings import Settings
from tools.compose.sketch import sketch
from tui import composition
from tui.app.chat import ChatApp
from tui.app.entries import Work
from tui.app.studio import StudioConversation
from tui.player.canvas import Canvas
from tui.player.terminal import Terminal

PREMISE = "a red fox finds a lantern in the snowy forest and follows a butterfly to the lighthouse"
REQUEST = "make frame 5 darker"
SIZE = (140, 44)
SEED = 7
_PATIENCE = 1200.0


async def session(home: Path) -> str:
    """Has the session; returns the screen at its end as SVG.

    Raises:
        TimeoutError: something that should happen did not.
    """
    settings = Settings(home=home, frames=8, director="pocket", renderer="pocket")
    app = ChatApp(
        lambda approve: StudioConversation(settings, approve),
        sketch,
        settings,
        _made(settings, home / "fox"),
        Terminal(autoplay=False),
    )
    async with app.run_test(size=SIZE) as pilot:
        await _until(pilot, lambda: bool(app.board.panels) and not app.busy, "the storyboard")
        app.say(REQUEST)
        await _until(pilot, lambda: not app.busy, REQUEST)
        await _until(pilot, lambda: app.stage.player.index is not None, "the clip")
        await _until(pilot, lambda: _all_drawn(app), "the panels")
        app.stage.player.action_go(5)
        await _until(pilot, lambda: app.stage.player.index == 5, "frame 5")
        _hide_durations(app)
        await pilot.pause()
        return app.export_screenshot(title="storyreel", simplify=True)


def _made(settings: Settings, folder: Path) -> Path:
    """A storyboard of the premise, as `storyreel make --seed` makes it."""
    words = Namespace(
        premise=PREMISE,
        out=folder,
        frames=None,
        seed=SEED,
        director=None,
        renderer=None,
        writing="stepwise",
        form="animatic",
        consistency=None,
    )
    order = composition.order_of(words, settings)
    with composition.new_studio(order) as studio:
        for _ in make(studio, order.brief):
            pass
    return folder


def _hide_durations(app: ChatApp) -> None:
    for entry in app.talk.transcript.entries:
        if isinstance(entry, Work):
            entry.lines = [
                line._replace(text=line.text.partition(" · ")[0]) for line in entry.lines
            ]
            app.talk.transcript.show_again(entry)


def _all_drawn(app: ChatApp) -> bool:
    canvases = app.stage.storyboard.query(Canvas)
    return all(each.shown for each in canvases) and not app.workers


async def _until(pilot: Pilot[str], condition: Callable[[], bool], what: str) -> None:
    started = time.monotonic()
    while not condition():
        if time.monotonic() - started > _PATIENCE:
            raise TimeoutError(f"never happened: {what}")
        await pilot.pause(0.1)


def main() -> None:
    """Writes the picture."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/chat.svg")
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    with tempfile.TemporaryDirectory(prefix="storyreel-") as folder:
        picture = asyncio.run(session(Path(folder)))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(picture, encoding="utf-8")
    print(target)


if __name__ == "__main__":
    main()
