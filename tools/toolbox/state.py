"""The frame script as a director reads it: compact, and plainly data."""

from __future__ import annotations

import json
from typing import Any

from schemas.grade import Grade
from schemas.revisions import Scope
from schemas.script import Frame, FrameScript


def script_state(script: FrameScript, scope: Scope) -> str:
    """One JSON line for what all frames share, then one per frame, in order.

    JSON, so that words inside the script stay inside their quotes. What has its default is left
    out.
    """
    shared = {
        "title": script.title,
        "premise": script.premise,
        "style": script.style,
        "characters": {character.name: character.look for character in script.characters},
        "may_change": list(scope.ids) if scope.named else "all",
    }
    frames = (_frame(index, frame) for index, frame in enumerate(script.frames, start=1))
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in (shared, *frames))


def _frame(index: int, frame: Frame) -> dict[str, Any]:
    fields = frame.model_dump(mode="json", exclude_defaults=True, exclude={"shot", "grade"})
    graded = frame.grade.model_dump(mode="json", exclude_defaults=True)
    return {"frame": index, **fields, **({"grade": graded} if frame.grade != Grade() else {})}
