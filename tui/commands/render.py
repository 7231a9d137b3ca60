"""`storyreel render`: whatever is stale or missing; resumes an interrupted make."""

from __future__ import annotations

from argparse import Namespace

from agent.making import resume
from tui import composition
from tui.environment import user_settings
from tui.printing import print_made, watched


def run(arguments: Namespace) -> None:
    """Completes the project's current revision."""
    with composition.open_studio(arguments.project, None, user_settings()) as studio:
        print_made(watched(resume(studio)), as_json=arguments.json)
