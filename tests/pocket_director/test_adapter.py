"""The adapter is merged into a twin; the model that tells stories stays as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from agent.pocket.deciding.adapter import adapted
from schemas.errors import ModelMissing
from tests.agent.toy_language_model import toy_model, toy_tokenizer

NAME = "base_model.model.model.layers.1.self_attn.q_proj"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    model = toy_model(len(toy_tokenizer()))
    width = model.get_submodule("model.layers.1.self_attn.q_proj").weight.shape
    torch.manual_seed(0)
    weights = {
        f"{NAME}.lora_A.weight": torch.randn(2, width[1]),
        f"{NAME}.lora_B.weight": torch.randn(width[0], 2),
    }
    save_file(weights, tmp_path / "adapter_model.safetensors")
    config = {"r": 2, "lora_alpha": 4, "peft_type": "LORA"}
    (tmp_path / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")
    return tmp_path


def test_only_the_adapted_layer_differs(folder: Path) -> None:
    model = toy_model(len(toy_tokenizer()))
    before = {name: each.clone() for name, each in model.named_parameters()}
    twin = adapted(model, folder)
    after = dict(twin.named_parameters())
    changed = [name for name, each in after.items() if not torch.equal(each, before[name])]
    assert changed == ["model.layers.1.self_attn.q_proj.weight"]
    assert all(torch.equal(each, before[name]) for name, each in model.named_parameters())


def test_what_is_not_adapted_is_shared(folder: Path) -> None:
    model = toy_model(len(toy_tokenizer()))
    twin = adapted(model, folder)
    assert twin.get_input_embeddings().weight is model.get_input_embeddings().weight


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")
def test_it_equals_peft(folder: Path) -> None:
    peft = pytest.importorskip("peft")
    ids = torch.tensor([[1, 2, 3, 4]])
    ours = adapted(toy_model(len(toy_tokenizer())), folder)(ids).logits
    (folder / "adapter_config.json").write_text(
        json.dumps(
            {"r": 2, "lora_alpha": 4, "peft_type": "LORA", "target_modules": ["q_proj"]}
            | {"layers_to_transform": [1]}
        ),
        encoding="utf-8",
    )
    theirs = peft.PeftModel.from_pretrained(toy_model(len(toy_tokenizer())), folder)(ids).logits
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("file", ["adapter_config.json", "adapter_model.safetensors"])
def test_a_missing_or_damaged_file_is_named(folder: Path, file: str) -> None:
    (folder / file).write_bytes(b"{")
    with pytest.raises(ModelMissing, match="adapter"):
        adapted(toy_model(len(toy_tokenizer())), folder)
    (folder / file).unlink()
    with pytest.raises(ModelMissing, match="adapter"):
        adapted(toy_model(len(toy_tokenizer())), folder)
