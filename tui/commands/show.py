"""`storyreel show`: what the project holds."""

from __future__ import annotations

from argparse import Namespace

from agent.showing import show
from tui import composition
from tui.environment import user_settings
from tui.printing import print_json, print_shown


def run(arguments: Namespace) -> None:
    """Reads only; works while another process writes."""
    with composition.read_view(arguments.project, user_settings()) as view:
        report = show(view)
    if arguments.json:
        print_json(report)
    else:
        print_shown(report)
