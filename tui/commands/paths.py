"""`storyreel paths`: the folders that storyreel uses."""

from __future__ import annotations

import json
from argparse import Namespace

from tui.environment import user_settings


def run(arguments: Namespace) -> None:
    """Prints the folders; creates none."""
    folders = user_settings().folders.model_dump(mode="json")
    if arguments.json:
        print(json.dumps(folders))
    else:
        for name, folder in folders.items():
            print(f"{name:7} {folder}")
