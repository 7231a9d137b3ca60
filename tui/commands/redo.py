"""`storyreel redo`."""

from __future__ import annotations

from argparse import Namespace

from agent.travelling import redo
from tui import composition
from tui.environment import user_settings
from tui.printing import print_revised, watched


def run(arguments: Namespace) -> None:
    """Makes new revisions equal to earlier ones; renders nothing."""
    with composition.open_studio(arguments.project, None, user_settings()) as studio:
        print_revised(watched(redo(studio, arguments.steps)), as_json=arguments.json)
