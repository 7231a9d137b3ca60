"""`storyreel revise`: one conversational turn, headless."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace

from agent.revising import revise
from agent.travelling import go_on_after
from tui import composition
from tui.approval import approval
from tui.environment import user_settings
from tui.printing import print_revised, watched


def run(arguments: Namespace) -> None:
    """Turns the request into edits, and renders what they changed."""
    request = composition.request_of(arguments.request)
    settings = user_settings()
    with composition.open_studio(arguments.project, arguments.director, settings) as opened:
        studio = replace(opened, approve=approval(settings, yes=arguments.yes))
        if arguments.session is not None:
            watched(go_on_after(studio, arguments.session or None))
        print_revised(watched(revise(studio, request)), as_json=arguments.json)
