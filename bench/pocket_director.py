"""Data, adapter and evaluation in one command: `python -m bench.pocket_director [--json]`.

Trains the pocket director's adapter on generated examples (resumable, one thread, minutes of a
core), writes it to --out (the package by default), and measures it on the held-out requests; see
bench.director for the figures.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from agent.pocket.director import ADAPTER, PocketDirector
from agent.pocket.training.lora import Plan, train_adapter
from bench.cases import HELD_OUT
from bench.director import decided
from schemas.settings import read_settings
from tools.render.catalog import pocket_vocabulary


def main(words: Sequence[str] | None = None) -> None:
    """Trains, exports, measures and prints."""
    parser = argparse.ArgumentParser(prog="bench.pocket_director", description=__doc__)
    parser.add_argument("--minutes", type=float, default=45.0, help="most minutes to train now")
    parser.add_argument("--examples", type=int, default=Plan().examples)
    parser.add_argument("--requests", type=int, default=240, help="how many held-out ones")
    parser.add_argument("--out", type=Path, default=ADAPTER)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    arguments = parser.parse_args(words)
    cache = read_settings(None).folders.cache
    plan = Plan(examples=arguments.examples)
    train_adapter(cache, plan, seconds=60 * arguments.minutes, out=arguments.out)
    director = PocketDirector(cache, arguments.out)
    figures = decided(director, pocket_vocabulary(), HELD_OUT, arguments.requests)
    print(json.dumps(figures, indent=None if arguments.json else 2))


if __name__ == "__main__":
    main()
