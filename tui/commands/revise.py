"""`storyreel revise`: one conversational turn, headless."""

from __future__ import annotations

from argparse import Namespace

from agent.revising import revise
from tui import composition
from tui.environment import user_settings
from tui.printing import print_revised, watched


def run(arguments: Namespace) -> None:
    """Turns the request into edits, and renders what they changed."""
    request = composition.request_of(arguments.request)
    settings = user_settings()
    with composition.open_studio(arguments.project, arguments.director, settings) as studio:
        print_revised(watched(revise(studio, request)), as_json=arguments.json)
