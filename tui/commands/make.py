"""`storyreel make`: premise to clip."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import replace

from agent.making import make
from tui import composition
from tui.approval import approval
from tui.environment import user_settings
from tui.printing import print_made, watched


def run(arguments: Namespace) -> None:
    """Creates the project, writes the script, renders and composes."""
    settings = user_settings()
    order = composition.order_of(arguments, settings)
    print(f"loading the director {order.director.id}", file=sys.stderr)
    # Before the project exists, so that missing weights leave no folder behind.
    order.director.load()
    with composition.new_studio(order) as made:
        studio = replace(made, approve=approval(settings, yes=arguments.yes))
        # Its process gets ready while the director writes.
        studio.renderer.warm()
        print_made(watched(make(studio, order.brief)), as_json=arguments.json)
