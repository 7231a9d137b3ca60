"""Fetching from a hub: what is needed, resumed, checked, and explained where it fails."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from huggingface_hub import HfApi, constants

from agent.models.hub import chat_models, folder_of
from agent.models.pulling import pull
from schemas.errors import DiskFull, ModelMissing, UsageError
from tests.models.serving import Hub, serving

FILES = {
    "config.json": b'{"model_type": "llama"}',
    "tokenizer.json": b"{}",
    "model.safetensors": b"weights " * 4000,
    "pytorch_model.bin": b"a pickle",
    "modeling_toy.py": b"print('code')",
    "model.fp16.safetensors": b"the same again",
    "original/consolidated.safetensors": b"and again",
    "README.md": b"# Toy",
}
NEEDED = {"config.json", "tokenizer.json", "model.safetensors"}


@pytest.fixture(autouse=True)
def online(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)


def pulled(hub: Hub, cache: Path, model: str = "toy/model") -> Path:
    with serving(hub.handler()) as url:
        api = HfApi(endpoint=url, token=False)
        return pull(model, cache, tell=lambda _: None, api=api)


def test_what_loading_needs_is_fetched_and_found_again(tmp_path: Path) -> None:
    folder = pulled(Hub(FILES), tmp_path)
    assert {path.name for path in folder.rglob("*") if path.is_file()} == NEEDED
    assert (folder / "model.safetensors").read_bytes() == FILES["model.safetensors"]
    assert folder_of("toy/model", tmp_path) == folder
    assert [name for name, _ in chat_models(tmp_path)] == ["toy/model"]


def test_a_second_pull_fetches_nothing(tmp_path: Path) -> None:
    hub = Hub(FILES)
    _ = pulled(hub, tmp_path)
    hub.fetched.clear()
    _ = pulled(hub, tmp_path)
    assert hub.fetched == []


def test_an_interrupted_pull_fetches_only_the_files_that_are_missing(tmp_path: Path) -> None:
    hub = Hub(FILES)
    path = pulled(hub, tmp_path) / "model.safetensors"
    path.resolve().unlink()
    path.unlink()
    hub.fetched.clear()
    folder = pulled(hub, tmp_path)
    assert (folder / "model.safetensors").read_bytes() == FILES["model.safetensors"]
    assert hub.fetched == ["model.safetensors"]


def test_a_damaged_file_is_deleted_and_fetched_again(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"model\.safetensors of 'toy/model' is damaged"):
        pulled(Hub(FILES, damaged=frozenset({"model.safetensors"})), tmp_path)
    hub = Hub(FILES)
    folder = pulled(hub, tmp_path)
    assert (folder / "model.safetensors").read_bytes() == FILES["model.safetensors"]
    assert hub.fetched == ["model.safetensors"]


def test_the_disk_is_looked_at_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, 1000))
    hub = Hub(FILES)
    with pytest.raises(DiskFull, match="are to be fetched"):
        pulled(hub, tmp_path)
    assert hub.fetched == []


def test_weights_that_could_run_code_are_refused(tmp_path: Path) -> None:
    files = {name: FILES[name] for name in ("config.json", "pytorch_model.bin")}
    with pytest.raises(ModelMissing, match="no weights in safetensors"):
        pulled(Hub(files), tmp_path)


def test_an_unknown_model_and_a_hub_in_trouble_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="refused"):
        pulled(Hub(FILES, status=500), tmp_path)
    with pytest.raises(UsageError, match="is no id"):
        pulled(Hub(FILES), tmp_path, "no id at all")


def test_offline_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    api = HfApi(endpoint="http://127.0.0.1:9", token=False)
    with pytest.raises(ModelMissing, match="cannot be reached"):
        pull("toy/model", tmp_path, tell=lambda _: None, api=api)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelMissing, match="HF_HUB_OFFLINE is set") as raised:
        pull("toy/model", tmp_path, tell=lambda _: None, api=api)
    assert "transformers:FOLDER" in raised.value.hint


def test_a_model_that_is_not_here_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as raised:
        folder_of("toy/absent", tmp_path)
    assert "models pull toy/absent" in raised.value.hint
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelMissing, match=r"holds no config\.json"):
        folder_of(str(tmp_path / "empty"), tmp_path)
