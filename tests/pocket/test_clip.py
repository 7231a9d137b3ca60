"""A smoke run of the mini CLIP in tiny sizes: it learns, resumes, and CLIPModel loads it."""

import shutil
from pathlib import Path

import pytest
import torch
from transformers import CLIPModel

pytest.importorskip("resvg_py")

from tools.pocket.training.clip import ClipTrainer, train_clip
from tools.pocket.training.network import TINY, build_text_encoder
from tools.pocket.training.tokenizer import build_tokenizer
from tools.pocket.vocabulary import load_vocabulary

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(shutil.which("npm") is None, reason="npm fetches what is painted"),
]


def test_loss_falls_and_transformers_loads_the_folder(tmp_path: Path) -> None:
    text = build_text_encoder(TINY, build_tokenizer(load_vocabulary()))
    trainer = ClipTrainer(text)
    losses = [trainer.step(0, 16, 1e-3) for _ in range(12)]
    assert losses[-1] < losses[0]
    trainer.model.save_pretrained(tmp_path / "clip")
    loaded = CLIPModel.from_pretrained(tmp_path / "clip")
    for name, weight in trainer.model.state_dict().items():
        assert torch.equal(loaded.state_dict()[name], weight), name


def test_training_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    text = build_text_encoder(TINY, build_tokenizer(load_vocabulary()))
    first = train_clip(tmp_path / "clip.pt", 0.02, 8, text)
    resumed = train_clip(tmp_path / "clip.pt", 0.0, 8, text)
    for name, weight in first.model.state_dict().items():
        assert torch.equal(resumed.model.state_dict()[name], weight), name
