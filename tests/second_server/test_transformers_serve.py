"""The agent against a server that others wrote: `transformers serve` with the pocket's own model.

    python -m pytest tests/second_server

The model has 135 million weights and was never taught to call tools; what is shown here is that
the wire format is understood, that a turn ends, and that nothing is changed by words alone.
"""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessageChunk

from agent.local.preparing import prepare
from agent.models.probing import probe
from agent.models.registry import open_chat_model
from agent.pocket.director import SMOLLM2
from schemas.settings import Endpoint

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

_SERVE = "from transformers.cli.transformers import main; main()"
_READY = "Uvicorn running"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder = prepare(SMOLLM2, tmp_path_factory.mktemp("cache"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["serve", "--host", "127.0.0.1", "--port", str(port), "--device", "cpu", str(folder)]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE, *words],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stderr is not None
        told = list(itertools.takewhile(lambda line: _READY not in line, server.stderr))
        assert server.poll() is None, "".join(told)
        # What it tells from here on would fill the pipe and stop it.
        rest = threading.Thread(target=server.stderr.read)
        rest.start()
        try:
            yield Endpoint(base_url=f"http://127.0.0.1:{port}/v1", model=str(folder))
        finally:
            server.terminate()
            rest.join()


@pytest.fixture
def model(served: Endpoint, tmp_path: Path) -> BaseChatModel:
    return open_chat_model("serve", {"serve": served}, {}, tmp_path)


def test_an_answer_is_streamed_with_its_usage(model: BaseChatModel) -> None:
    whole = AIMessageChunk(content="")
    for chunk in model.bind(max_tokens=12).stream("Say hello."):
        assert isinstance(chunk, AIMessageChunk)
        whole += chunk
    assert whole.text
    assert whole.usage_metadata is not None
    assert 0 < whole.usage_metadata["output_tokens"] <= 12


def test_the_probe_finds_that_choices_and_schemas_are_ignored(
    model: BaseChatModel, served: Endpoint
) -> None:
    record = probe(
        "serve", model.model_copy(update={"max_tokens": 24}), served.model, served.base_url
    )
    assert record.usage
    assert not record.forced_choice
    assert not record.json_schema
