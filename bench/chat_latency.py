"""Key to paint in the chat: idle, while the director loads and writes, while the renderer draws."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from agent.local.preparing import prepare
from agent.pocket.director import SMOLLM2
from bench.chat_scenes import new_project
from bench.chat_terminal import GREETING, STORYREEL, Terminal, terminal
from schemas.settings import read_settings

IDLE_KEYSTROKES = 60
FRAMES = 64
"""Of the storyboard that is rendered: the pocket renderer needs seconds for them."""

_WRITING, _PLANNED = "writing frame", "to render"
_RENDERING, _COMPOSING = "rendering", "composing"
"""What the chat says when a part of its work begins."""


def latencies() -> dict[str, float]:
    """95th percentiles of the time from a key to what it paints, milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _lend_models(home)
        return {**_while_directing(home), **_while_rendering(home)}


def _while_directing(home: Path) -> dict[str, float]:
    with terminal(home, *STORYREEL) as running:
        running.wait_for(GREETING)
        running.drain(0.5)
        idle = [_typed(running, number) for number in range(IDLE_KEYSTROKES)]
        running.send("\t\r")
        loading = _typed_until(running, _WRITING)
        directing = _typed_until(running, _PLANNED)
    return {
        "latency_idle_p95_ms": _p95(idle),
        "latency_loading_p95_ms": _p95(loading),
        "latency_directing_p95_ms": _p95(directing),
    }


def _while_rendering(home: Path) -> dict[str, float]:
    project = new_project(home, "unrendered", frames=FRAMES)
    with terminal(home, *STORYREEL, "--open", str(project)) as running:
        running.wait_for("revision 1")
        running.drain(0.5)
        running.send("/render")
        running.drain(0.2)
        running.send("\r")
        running.wait_for(_RENDERING)
        busy = _typed_until(running, _COMPOSING)
    return {"latency_busy_p95_ms": _p95(busy)}


def _lend_models(home: Path) -> None:
    """Takes the director's converted model from the user's cache; a user converts it once, too."""
    cache = read_settings(None).folders.cache
    prepare(SMOLLM2, cache)
    (home / "cache").mkdir()
    (home / "cache" / "models").symlink_to(cache / "models", target_is_directory=True)


def _typed_until(running: Terminal, words: str) -> list[float]:
    spent: list[float] = []
    # A percentile needs two.
    while len(spent) < 2 or not running.has_written(words):
        spent.append(_typed(running, len(spent)))
    return spent


def _typed(running: Terminal, number: int) -> float:
    """Types one letter, waits for it, and takes it away."""
    letter = chr(ord("\u00c0") + number % 23)
    running.send(letter)
    seconds = running.wait_for(letter)
    running.send("\x7f")
    running.drain(0.05)
    return 1000 * seconds


def _p95(spent: list[float]) -> float:
    # Inclusive, because the default extrapolates beyond the slowest.
    return statistics.quantiles(spent, n=20, method="inclusive")[-1]
