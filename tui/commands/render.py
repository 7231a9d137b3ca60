"""`storyreel render`: whatever is stale or missing; resumes an interrupted make."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace

from agent.making import resume, retake
from tui import composition
from tui.approval import approval
from tui.environment import user_settings
from tui.printing import print_made, watched


def run(arguments: Namespace) -> None:
    """Completes the project's current revision; does nothing where it is complete."""
    settings = user_settings()
    with composition.open_studio(arguments.project, None, settings) as opened:
        tied = composition.with_consistency(opened, arguments.consistency)
        studio = replace(tied, approve=approval(settings, yes=arguments.yes))
        work = (retake if arguments.again else resume)(studio)
        print_made(watched(work), as_json=arguments.json)
