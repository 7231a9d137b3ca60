"""`storyreel sessions`: the conversations about a project, and going back in them."""

from __future__ import annotations

from argparse import Namespace

from agent.sessions import sessions
from agent.travelling import go_on_after
from tui import composition
from tui.environment import user_settings
from tui.printing import print_json, print_sessions, watched


def run(arguments: Namespace) -> None:
    """Lists them; with --session goes back to (or on with) one, script and stills included."""
    settings = user_settings()
    if arguments.session is not None:
        with composition.open_studio(arguments.project, None, settings) as studio:
            watched(go_on_after(studio, arguments.session or None))
            report = sessions(studio.project)
    else:
        with composition.read_view(arguments.project, settings) as view:
            report = sessions(view.project)
    if arguments.json:
        print_json(report)
    else:
        print_sessions(report)
