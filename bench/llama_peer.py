"""The in-process model beside llama.cpp: same weights, same threads, one run.

llama.cpp is no dependency: it is compiled for minutes. Name a Python that has llama-cpp-python,

    python -m venv build/llama && build/llama/bin/pip install llama-cpp-python
    STORYREEL_LLAMA_PYTHON=build/llama/bin/python python -m bench.llama_peer

and the ratio is measured; without it there is none.
"""

from __future__ import annotations

import json
import os
import subprocess
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
ROUNDS: Final = 3
THREADS: Final = 1

_PEER: Final = """
import json, sys, time
from llama_cpp import Llama
file, prompt, tokens, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
model = Llama(file, n_threads=threads, n_threads_batch=threads, verbose=False)
for line in sys.stdin:
    model.reset()
    text = model.tokenize(prompt.encode())
    model.eval(text)
    started = time.perf_counter()
    for _ in range(tokens):
        token = model.sample(temp=0)
        model.eval([token])
    print(json.dumps(tokens / (time.perf_counter() - started)), flush=True)
"""


def llama_cpp_ratio(engine: Engine, file: Path) -> float | None:
    """Tokens per second of `engine`, divided by llama.cpp's on the GGUF `file`.

    Free greedy text after a prompt that was read; both are measured in turn, `ROUNDS` times, and
    the best of each counts. llama.cpp runs the quantised weights as they are in the file, the
    engine the same weights unpacked to bfloat16.

    Returns:
        None where STORYREEL_LLAMA_PYTHON names no Python with llama-cpp-python.
    """
    python = os.environ.get(PYTHON)
    if python is None:
        return None
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
    return max(ours) / max(theirs)


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
    """Prints the ratio as JSON; null without llama.cpp."""
    folder = prepare(SMOLLM2, read_settings(None).folders.cache)
    engine = Engine(*load(folder, repair=SMOLLM2.repair), threads=THREADS)
    print(json.dumps({"llama_cpp_ratio": llama_cpp_ratio(engine, packaged_file(SMOLLM2))}))


if __name__ == "__main__":
    main()
