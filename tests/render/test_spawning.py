"""Processes are started from inside a chat, which has put something else in the place of stderr."""

from __future__ import annotations

import contextlib
import io
import multiprocessing.resource_tracker
from pathlib import Path

import pytest

from schemas.render import DType
from tools.render import precision
from tools.render.precision import fastest_dtype


class NoFile(io.StringIO):
    """What Textual puts there: it has a file number, and it is no file's."""

    def fileno(self) -> int:
        return -1


def race() -> DType:
    return "bfloat16"


def test_the_race_is_run_from_inside_a_chat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracker = multiprocessing.resource_tracker.ResourceTracker()
    for name in ("getfd", "ensure_running", "register", "unregister"):
        monkeypatch.setattr(multiprocessing.resource_tracker, name, getattr(tracker, name))
    monkeypatch.setattr(precision, "_may_have_bfloat16", lambda: True)
    with contextlib.redirect_stderr(NoFile()):
        assert fastest_dtype(tmp_path, race) == "bfloat16"
