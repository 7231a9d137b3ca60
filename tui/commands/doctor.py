"""`storyreel doctor`: what works on this machine, and what to do about the rest."""

from __future__ import annotations

import json
from argparse import Namespace

from tui.environment import user_settings
from tui.inspecting import checks


def run(arguments: Namespace) -> None:
    """Prints one line a check; loads no model."""
    found = checks(user_settings())
    if arguments.json:
        document = {
            "ok": all(check.ok for check in found),
            "checks": [check.model_dump() for check in found],
        }
        print(json.dumps(document))
        return
    for check in found:
        print(f"{'ok  ' if check.ok else 'FAIL'} {check.name:9} {check.detail}")
        if check.hint:
            print(f"     {check.hint}")
