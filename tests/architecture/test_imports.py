"""`--help` is quick because nothing heavy is imported; the layers are checked by import-linter."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("torch", "transformers", "diffusers", "langchain", "langchain_core", "textual", "PIL")


def loaded_after(statement: str) -> set[str]:
    code = (
        f"import sys\ntry:\n    {statement}\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["make", "--help"], ["paths"]])
def test_light_commands_load_no_heavy_library(words: list[str]) -> None:
    loaded = loaded_after(f"from tui.cli import main; main({words!r})")
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize(
    "module",
    ["schemas.script", "schemas.events", "agent.making", "agent.revising", "tools.project.project"],
)
def test_values_and_bookkeeping_load_no_heavy_library(module: str) -> None:
    assert loaded_after(f"import {module}").isdisjoint({*HEAVY} - {"PIL"})
