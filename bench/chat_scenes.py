"""The app's side of bench.chat: each scene runs in a process of its own, in a terminal.

`python -m bench.chat_scenes SCENE FOLDER`; a scene that has figures writes FOLDER/figures.json.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import get_args

import imageio_ffmpeg
import psutil
from PIL import Image
from textual.app import App, ComposeResult

from schemas.capabilities import Capabilities
from schemas.drafts import FrameDraft, ScriptDraft
from schemas.edits import Edit
from schemas.errors import UsageError
from schemas.events import Reply
from schemas.render import Mode
from schemas.reports import FrameState, PhaseSeconds, ReviseReport, ShowReport
from schemas.script import Frame, TimeOfDay
from schemas.settings import Endpoint, Settings
from tools.script.building import build_script
from tui import composition
from tui.app.candidates import Candidate
from tui.app.chat import ChatApp
from tui.app.conversation import Crew, Look, Past, Said, Turn
from tui.arguments import parser
from tui.player.canvas import Canvas
from tui.player.clip import Clip
from tui.player.player import Player
from tui.player.terminal import Terminal

PLAYING_SECONDS = 10.0
MESSAGES = 10_000
TURNS = 1_000
LAST_MESSAGE = "the-last-message"
_WARM_TURNS = 100


class Talk:
    """A conversation that says much and draws nothing."""

    def __init__(self) -> None:
        frame = FrameDraft(action="A fox walks.", background="forest")
        draft = ScriptDraft(title="Fox", frames=(frame,) * 8)
        self._script = build_script(draft, premise="a fox", seed=1, width=64, height=64, fps=6)

    def make(self, premise: str) -> Turn:
        """Only says something."""
        return self.revise(premise)

    def revise(self, request: str) -> Turn:
        """Only says something."""
        yield Reply(text="It is **darker** now. Measured: frame 2, mean luma 150 to 109.")
        none = PhaseSeconds(write=0, render=0, compose=0, total=0)
        return ReviseReport(
            project="/", revision=1, scope=(), changed=(), rendered=(), reused=(), facts=(),
            reply="", clip="", seconds=none,
        )  # fmt: skip

    def undo(self) -> Turn:
        """Only says something."""
        return self.revise("")

    redo = render = undo

    def open(self, folder: Path) -> None:
        """Nothing to open."""

    def close(self) -> None:
        """Nothing to close."""

    def report(self) -> ShowReport:
        """Eight frames without stills."""
        frames = tuple(
            FrameState(id=frame.id, index=index, key="", path=None, state="missing", locked=False)
            for index, frame in enumerate(self._script.frames, start=1)
        )
        return ShowReport(
            project="/", revision=1, script=self._script, frames=frames, revisions=(), takes=()
        )

    def crew(self) -> Crew:
        """The pocket pair."""
        return Crew("pocket", "pocket", None)

    def edit(self, edits: Sequence[Edit], words: str) -> Turn:
        """Only says something."""
        return self.revise(words)

    def candidates(self) -> tuple[Candidate, ...]:
        """Nobody else."""
        return ()

    def probe(self, director: str) -> Capabilities:
        """Nobody to try."""
        raise UsageError(f"there is no director {director!r}", hint="there is none here")

    def add_endpoint(self, name: str, endpoint: Endpoint) -> None:
        """Nobody else."""

    def take_settings(self, settings: Settings) -> None:
        """Nothing depends on them."""

    def use_director(self, director: str) -> None:
        """Nobody to replace."""

    def use_renderer(self, renderer: str) -> None:
        """Nobody to replace."""

    def use_consistency(self, mode: Mode) -> None:
        """Nothing to tie together."""

    def look(self, number: int) -> Look:
        """The script, without stills."""
        return Look(number, self._script, {})

    def past(self) -> Sequence[Past]:
        """Nowhere to go back to."""
        return ()

    def go_to(self, past: Past) -> None:
        """Nowhere to go."""

    def fork(self, folder: Path) -> Path:
        """Nothing to copy."""
        return folder

    def rename(self, folder: Path, name: str) -> Path:
        """Nothing to rename."""
        return folder

    def remove(self, folder: Path) -> None:
        """Nothing to delete."""

    def said(self) -> Sequence[Said]:
        """Nothing before."""
        return ()


class PlayerScene(App[None]):
    """Plays a moving clip at 80x40 cells and counts the pictures that were shown."""

    CSS = "Player { width: 80; height: 42; }"

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._player = Player(Terminal())
        self._shown: object = None
        self._pictures = 0

    def compose(self) -> ComposeResult:
        """Nothing but the player."""
        yield self._player

    def on_mount(self) -> None:
        """Starts, and looks once the clip has been round, as it is for most of its life."""
        self._player.load(Clip(moving_clip(self._folder), "bench", ()))
        self.set_timer(5.0, self._begin)

    def _begin(self) -> None:
        self._process = psutil.Process()
        self._cpu, self._started = self._process.cpu_times(), time.perf_counter()
        self.set_interval(1 / 100, self._look)
        self.set_timer(PLAYING_SECONDS, self._end)

    def _look(self) -> None:
        shown = self._player.query_one(Canvas).shown
        if shown is not self._shown:
            self._shown = shown
            self._pictures += 1

    def _end(self) -> None:
        seconds = time.perf_counter() - self._started
        now, then = self._process.cpu_times(), self._cpu
        core = (now.user + now.system - then.user - then.system) / seconds
        figures = {"player_fps": self._pictures / seconds, "player_core": core}
        (self._folder / "figures.json").write_text(json.dumps(figures), encoding="utf-8")
        self.exit()


class MemoryScene(ChatApp):
    """Has a thousand turns and watches its memory."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            lambda _: Talk(), flat_sketch, Settings(home=folder), None, Terminal(autoplay=False)
        )
        self._folder = folder
        self._done = 0
        self._before = 0

    def on_mount(self) -> None:
        """Watches for the end of each turn; Textual runs the chat's own handler, too."""
        self.set_interval(0.01, self._go_on)

    def _go_on(self) -> None:
        if self.busy:
            return
        if self._done == _WARM_TURNS:
            self._before = psutil.Process().memory_info().rss
        if self._done == _WARM_TURNS + TURNS:
            grown = psutil.Process().memory_info().rss - self._before
            figures = {"memory_growth_mb": grown / 1e6}
            (self._folder / "figures.json").write_text(json.dumps(figures), encoding="utf-8")
            self.exit()
            return
        self._done += 1
        self.submit(f"request {self._done}", lambda: lambda talk: talk.revise(""))


def moving_clip(folder: Path) -> Path:
    """Four seconds at 24 fps in which everything moves."""
    path = folder / "moving.mp4"
    source = "testsrc2=size=512x512:rate=24:duration=4"
    subprocess.run(
        [
            *(imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error"),
            *("-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", str(path)),
        ],
        check=True,
    )
    return path


def flat_sketch(frame: Frame, size: tuple[int, int]) -> Image.Image:
    """A picture of one colour."""
    return Image.new("RGB", size, (90, 90, 110))


def long_project(home: Path) -> Path:
    """A project below `home` about which 10,000 things were said."""
    folder = new_project(home, "long", frames=8)
    said = [("user", f"message {number}") for number in range(1, MESSAGES - 1, 2)]
    replies = [("director", f"reply {number}") for number in range(2, MESSAGES, 2)]
    talk = [each for pair in zip(said, replies, strict=False) for each in pair]
    talk = [*talk[: MESSAGES - 1], ("user", LAST_MESSAGE)]
    # By hand, because the product syncs each message to the disk, which takes minutes for all.
    with closing(sqlite3.connect(folder / "project.sqlite3")) as database, database:
        database.executemany(
            "INSERT INTO transcript (role, text, revision, created, after)"
            " VALUES (?, ?, 1, '2026-01-01T00:00:00+00:00', ?)",
            [(role, text, number or None) for number, (role, text) in enumerate(talk)],
        )
    return folder


def new_project(home: Path, name: str, *, frames: int) -> Path:
    """A project below `home` of which nothing is rendered yet."""
    folder = home / name
    words = parser().parse_args(["make", "a fox", "--out", str(folder)])
    order = composition.order_of(words, Settings(home=home))
    times = get_args(TimeOfDay)
    # No two of them are alike, because a still that is there is never rendered again.
    drafts = tuple(
        FrameDraft(
            action="A fox walks.",
            background="forest",
            time_of_day=times[number % len(times)],
            cut=number % len(times) == 0,
        )
        for number in range(frames)
    )
    draft = ScriptDraft(title="Fox", frames=drafts)
    script = build_script(draft, premise="a fox", seed=1, width=128, height=128, fps=6)
    with composition.new_studio(order) as studio:
        studio.project.revisions.first(script, "a fox")
    return folder


SCENES: dict[str, Callable[[Path], App[None] | App[str]]] = {
    "player": PlayerScene,
    "memory": MemoryScene,
}

if __name__ == "__main__":
    SCENES[sys.argv[1]](Path(sys.argv[2])).run()
