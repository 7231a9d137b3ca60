"""Which precision to draw in on this machine. Torch is not imported here."""

from __future__ import annotations

import contextlib
import importlib.metadata
import multiprocessing
import platform
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from pydantic import ValidationError

from schemas.base import Value
from schemas.errors import StoryreelError
from schemas.render import DType
from tools.disk import write_atomically
from tools.render.dtype_race import faster_dtype
from tools.render.spawning import true_stderr

_PROCESSOR = Path("/proc/cpuinfo")
_BFLOAT16_UNITS = ("avx512_bf16", "amx_bf16")


class _Note(Value):
    """Which precision won, and where."""

    machine: str
    dtype: DType


def fastest_dtype(cache_folder: Path, race: Callable[[], DType] = faster_dtype) -> DType:
    """The precision that is fastest here and exact enough.

    It is part of every render key, so it must not change from one start to the next: it is measured
    once for a processor and a version of torch, in a process of its own (a few seconds), and noted
    in `cache_folder`. Where the processor tells that it has no units for bfloat16, nothing is
    measured. A note that is lost or damaged is made again.

    Args:
        cache_folder: the user's cache folder.
        race: measures; has to survive pickling.
    """
    note = cache_folder / "precision.json"
    machine = f"{_processor()}|torch {importlib.metadata.version('torch')}"
    with contextlib.suppress(OSError, ValidationError):
        found = _Note.model_validate_json(note.read_bytes())
        if found.machine == machine:
            return found.dtype
    dtype = _apart(race) if _may_have_bfloat16() else "float32"
    with contextlib.suppress(StoryreelError):
        write_atomically(note, _Note(machine=machine, dtype=dtype).model_dump_json().encode())
    return dtype


def _apart(race: Callable[[], DType]) -> DType:
    spawned = multiprocessing.get_context("spawn")
    with true_stderr():
        pool = ProcessPoolExecutor(max_workers=1, mp_context=spawned)
        running = pool.submit(race)
    with pool:
        try:
            return running.result()
        except BrokenProcessPool:
            # The illegal instruction of a processor that promises more than it keeps.
            return "float32"


def _processor() -> str:
    for line in _processor_lines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _may_have_bfloat16() -> bool:
    lines = _processor_lines()
    return not lines or any(unit in line for line in lines for unit in _BFLOAT16_UNITS)


def _processor_lines() -> list[str]:
    try:
        return _PROCESSOR.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
