"""Which precision to draw in: measured once, kept, and part of what a still is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.render import DType
from tools.render import precision
from tools.render.catalog import open_renderer
from tools.render.dtype_race import faster_dtype
from tools.render.precision import fastest_dtype

UNITS = "model name\t: A processor\nflags\t\t: fpu avx512_bf16 avx512f\n"


@pytest.fixture
def processor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What Linux tells of a processor with units for bfloat16."""
    told = tmp_path / "cpuinfo"
    told.write_text(UNITS, encoding="utf-8")
    monkeypatch.setattr(precision, "_PROCESSOR", told)
    return told


def half() -> DType:
    return "bfloat16"


def never() -> DType:
    raise AssertionError("measured again")


def crash() -> DType:
    os._exit(4)


def test_is_measured_once_for_a_processor(processor: Path, tmp_path: Path) -> None:
    assert fastest_dtype(tmp_path, half) == "bfloat16"
    assert fastest_dtype(tmp_path, never) == "bfloat16"
    processor.write_text(UNITS.replace("A processor", "Another"), encoding="utf-8")
    with pytest.raises(AssertionError, match="measured again"):
        fastest_dtype(tmp_path, never)


@pytest.mark.usefixtures("processor")
def test_a_damaged_note_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "precision.json").write_text("{", encoding="utf-8")
    assert fastest_dtype(tmp_path, half) == "bfloat16"
    assert fastest_dtype(tmp_path, never) == "bfloat16"


def test_without_units_nothing_is_measured(processor: Path, tmp_path: Path) -> None:
    processor.write_text(UNITS.replace("avx512_bf16", ""), encoding="utf-8")
    assert fastest_dtype(tmp_path, never) == "float32"


@pytest.mark.usefixtures("processor")
def test_a_processor_that_dies_of_it_draws_in_float32(tmp_path: Path) -> None:
    assert fastest_dtype(tmp_path, crash) == "float32"


def test_the_race_ends_in_one_of_the_two() -> None:
    assert faster_dtype() in {"float32", "bfloat16"}


def test_the_precision_is_told_and_costs_no_torch(toy_folder: Path, tmp_path: Path) -> None:
    known = open_renderer(str(toy_folder), tmp_path, "bfloat16").capabilities()
    assert known.dtype == "bfloat16"
    code = "import sys, tools.render.precision; print('torch' in sys.modules)"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout == "False\n"
