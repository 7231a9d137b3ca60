"""The command in a process of its own, with the real pocket pair."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def pocket_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the pocket director is prepared, shared by all tests of a session."""
    home = tmp_path_factory.mktemp("pocket-home")
    subprocess.run(
        [*command(), "models", "prepare", "pocket"],
        env={**os.environ, "STORYREEL_HOME": str(home)},
        check=True,
        capture_output=True,
        timeout=300,
    )
    return home


@pytest.fixture
def storyreel(pocket_home: Path) -> Run:
    """Runs a command with --json and gives its document."""

    def run(*words: str, code: int = 0) -> dict[str, Any]:
        done = subprocess.run(
            [*command(), *words, "--json"],
            env=environment(pocket_home),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        document: dict[str, Any] = json.loads(done.stdout)
        return document

    return run


def command() -> list[str]:
    """The console script's entry point, run by this Python."""
    return [sys.executable, "-P", "-c", "from tui.cli import run; run()"]


def environment(home: Path) -> dict[str, str]:
    """This environment with another home."""
    return {**os.environ, "STORYREEL_HOME": str(home)}
