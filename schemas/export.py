"""Writes the JSON schema of the frame script beside this file: `python -m schemas.export`."""

from __future__ import annotations

import json
from pathlib import Path

from schemas.script import FrameScript

SCHEMA_FILE = Path(__file__).with_name("frame_script.schema.json")


def frame_script_schema() -> str:
    """The JSON schema of `FrameScript` as text, the same bytes for the same code."""
    return json.dumps(FrameScript.model_json_schema(), indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(frame_script_schema(), encoding="utf-8")
