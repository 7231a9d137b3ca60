"""The in-process model beside llama.cpp: same weights, same threads, one run.

llama.cpp is no dependency, because it is compiled for minutes. With a Python that has its bindings

    python -m venv build/llama && build/llama/bin/pip install llama-cpp-python
    STORYREEL_LLAMA_PYTHON=build/llama/bin/python python -m bench.llama_cpp [--json]

the ratio is measured; without one there is none, and stderr says why.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from agent.local.choosing import greedy
from agent.local.engine import Engine
from agent.local.loading import load
from agent.local.preparing import packaged_file, prepare
from agent.pocket.director import SMOLLM2
from schemas.settings import read_settings

PYTHON: Final = "STORYREEL_LLAMA_PYTHON"
PROMPT: Final = "Once upon a time, in a small town by the sea, there lived"
TOKENS: Final = 96
ROUNDS: Final = 5
THREADS: Final = 2

_PEER: Final = """
import json, sys, time
from llama_cpp import Llama
file, prompt, tokens, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
model = Llama(file, n_threads=threads, n_threads_batch=threads, verbose=False)
for line in sys.stdin:
    model.reset()
    model.eval(model.tokenize(prompt.encode()))
    started = time.perf_counter()
    for _ in range(tokens):
        token = model.sample(temp=0)
        model.eval([token])
    print(json.dumps(tokens / (time.perf_counter() - started)), flush=True)
"""


def llama_cpp_ratio() -> float | None:
    """Tokens a second of the in-process model, divided by llama.cpp's; None without llama.cpp."""
    figures = measure()
    return None if figures is None else figures["llama_cpp_ratio"]


def measure() -> dict[str, float] | None:
    """Tokens a second of both, and their ratio; None where there is no llama.cpp.

    Free greedy text of `TOKENS` tokens after a prompt that was read, with `THREADS` threads. Both
    write in turn, `ROUNDS` times, and the best of each counts, so that other work on the machine
    weighs on both alike. llama.cpp runs the quantised weights as they are in the GGUF file, the
    engine the same weights unpacked to bfloat16.
    """
    python = os.environ.get(PYTHON)
    if python is None:
        print(f"no llama_cpp_ratio: {PYTHON} names no Python with llama_cpp", file=sys.stderr)
        return None
    folder = prepare(SMOLLM2, read_settings(None).folders.cache)
    engine = Engine(*load(folder, repair=SMOLLM2.repair), threads=THREADS)
    try:
        ours, theirs = paired(engine, python, packaged_file(SMOLLM2))
    except (OSError, ValueError) as error:
        print(f"no llama_cpp_ratio: {python!r} does not run llama_cpp: {error}", file=sys.stderr)
        return None
    return {
        "llama_cpp_ratio": ours / theirs,
        "tokens_per_second": ours,
        "llama_cpp_tokens_per_second": theirs,
    }


def paired(engine: Engine, python: str, file: Path) -> tuple[float, float]:
    """Tokens a second of `engine` and of llama.cpp on the GGUF `file`, the best of each.

    Raises:
        OSError: there is no such Python.
        ValueError: it has no llama_cpp, or that cannot read the file.
    """
    command = [python, "-c", _PEER, str(file), PROMPT, str(TOKENS), str(THREADS)]
    ours: list[float] = []
    theirs: list[float] = []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as peer:
        assert peer.stdin is not None
        assert peer.stdout is not None
        for _ in range(ROUNDS):
            print("go", file=peer.stdin, flush=True)
            theirs.append(float(json.loads(peer.stdout.readline())))
            ours.append(tokens_per_second(engine))
        peer.stdin.close()
    return max(ours), max(theirs)


def tokens_per_second(engine: Engine) -> float:
    """Of `engine`, for free greedy text of `TOKENS` tokens."""
    prompt = engine.encode(PROMPT)
    for _ in engine.reading(prompt, len(prompt)):
        pass
    started = time.perf_counter()
    written = sum(
        len(piece.tokens) for piece in engine.write(prompt, greedy, grammar=None, limit=TOKENS)
    )
    return written / (time.perf_counter() - started)


def main() -> None:
    """Prints the figures, as a table or as one JSON document; null without llama.cpp."""
    parser = argparse.ArgumentParser(prog="bench.llama_cpp", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    arguments = parser.parse_args()
    figures = measure()
    if arguments.json:
        print(json.dumps(figures))
        return
    for name, value in (figures or {}).items():
        print(f"{name:32} {value:10.3f}")


if __name__ == "__main__":
    main()
