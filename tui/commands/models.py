"""`storyreel models`: which models there are, and preparing one."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from schemas.errors import UsageError
from tui.composition import open_director
from tui.environment import user_settings
from tui.inspecting import model_states


def run(arguments: Namespace) -> None:
    """Lists the models; with `prepare`, converts one first.

    Raises:
        UsageError: no model is named, or there is nothing to prepare under that name.
        ModelMissing: what it is converted from is absent or damaged.
    """
    settings = user_settings()
    if arguments.action == "prepare":
        if arguments.id is None:
            raise UsageError("models prepare needs an ID", hint="the models to prepare are: pocket")
        director = open_director(arguments.id, settings)
        print(f"preparing {director.id}", file=sys.stderr)
        director.load()
    elif arguments.id is not None:
        raise UsageError(f"models list takes no ID, got {arguments.id!r}", hint="leave it out")
    states = model_states(settings)
    if arguments.json:
        print(json.dumps({"models": [state.model_dump() for state in states]}))
        return
    for state in states:
        print(f"{state.kind:8} {state.id:8} {state.state:10} {state.detail}")
