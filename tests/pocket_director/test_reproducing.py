"""The one command that makes data, adapter and evaluation works, at the smallest size."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.pocket_director import main


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")
def test_two_updates_and_four_requests(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--examples", "48", "--requests", "4", "--out", str(tmp_path / "adapter"), "--json"])
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (tmp_path / "adapter" / "adapter_model.safetensors").stat().st_size < 8_000_000
    assert figures["valid_calls"]["mean"] == 1.0
    assert {"words_only", "model_only", "base"} <= set(figures)
