"""Figures of the chat, measured in a terminal: `python -m bench.chat [--json]`.

Wall time tells what a user waits on this machine now; where other programs use its cores, the
seconds of CPU beside it tell what the chat itself needs.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from bench.chat_latency import latencies
from bench.chat_scenes import LAST_MESSAGE, long_project
from bench.chat_terminal import GREETING, STORYREEL, terminal

STARTS = 3
"""Starts of which the fastest counts."""


def scene(name: str) -> dict[str, float]:
    """The figures that a scene of bench.chat_scenes writes."""
    with tempfile.TemporaryDirectory() as folder:
        with terminal(Path(folder), "-m", "bench.chat_scenes", name, folder) as running:
            running.read_to_end()
        figures: dict[str, float] = json.loads(Path(folder, "figures.json").read_text("utf-8"))
    return figures


def first_paint() -> dict[str, float]:
    """From the start of the process to the greeting."""
    with tempfile.TemporaryDirectory() as folder:
        return _start("first_paint", Path(folder), GREETING)


def opening() -> dict[str, float]:
    """From the start of the process to the end of 10,000 messages on the screen."""
    with tempfile.TemporaryDirectory() as folder:
        project = long_project(Path(folder))
        return _start("open_10k", Path(folder), LAST_MESSAGE, "--open", str(project))


def _start(name: str, home: Path, text: str, *words: str) -> dict[str, float]:
    spent: list[tuple[float, float]] = []
    for _ in range(STARTS):
        with terminal(home, *STORYREEL, *words) as running:
            spent.append((running.wait_for(text), running.cpu_seconds))
    seconds, cpu_seconds = min(spent)
    return {f"{name}_s": seconds, f"{name}_cpu_s": cpu_seconds}


def main() -> None:
    """Prints the figures, as one JSON document with --json."""
    figures = {
        **scene("player"),
        **latencies(),
        **first_paint(),
        **opening(),
        **scene("memory"),
    }
    rounded = {name: round(value, 3) for name, value in figures.items()}
    if "--json" in sys.argv[1:]:
        print(json.dumps(rounded))
    else:
        for name, value in rounded.items():
            print(f"{name:22} {value:10.3f}")


if __name__ == "__main__":
    main()
