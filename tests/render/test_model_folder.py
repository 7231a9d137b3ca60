from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from huggingface_hub import constants
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.errors import ModelMissing
from tools.render import weights
from tools.render.catalog import open_renderer, pocket_vocabulary
from tools.render.model_folder import open_model_folder
from tools.render.safetensors_file import check_safetensors

UNET = Path("unet") / "diffusion_pytorch_model.safetensors"


@pytest.fixture
def folder(toy_folder: Path, tmp_path: Path) -> Path:
    """A copy that the test may damage."""
    return Path(shutil.copytree(toy_folder, tmp_path / "copy"))


def edited(path: Path, **changes: object) -> None:
    content = json.loads(path.read_text(encoding="utf-8")) | changes
    path.write_text(json.dumps(content), encoding="utf-8")


def _truncate(folder: Path) -> None:
    weights = folder / UNET
    weights.write_bytes(weights.read_bytes()[:-100])


def _pickle_only(folder: Path) -> None:
    (folder / UNET).unlink()
    (folder / "unet" / "diffusion_pytorch_model.bin").write_bytes(b"\x80\x04")


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no index": (lambda f: (f / "model_index.json").unlink(), r"model_index\.json' is missing"),
    "index not JSON": (
        lambda f: (f / "model_index.json").write_text("{", encoding="utf-8"),
        r"model_index\.json' is not readable as a JSON object",
    ),
    "index is a list": (
        lambda f: (f / "model_index.json").write_text("[1]", encoding="utf-8"),
        "not readable as a JSON object",
    ),
    "another family": (
        lambda f: edited(f / "model_index.json", unet=["diffusers", "FluxTransformer2DModel"]),
        "has FluxTransformer2DModel as its unet",
    ),
    "no vae": (lambda f: edited(f / "model_index.json", vae=[None, None]), "nothing as its vae"),
    "SDXL unet": (
        lambda f: edited(f / "unet" / "config.json", addition_embed_type="text_time"),
        "addition_embed_type",
    ),
    "UNet for labels": (
        lambda f: edited(f / "unet" / "config.json", num_class_embeds=10),
        "num_class_embeds = 10",
    ),
    "another pipeline": (
        lambda f: edited(f / "model_index.json", _class_name="KandinskyPipeline"),
        r"model_index\.json' names the pipeline 'KandinskyPipeline'",
    ),
    "no weights": (lambda f: (f / UNET).unlink(), r"safetensors' cannot be read: No such file"),
    "pickle only": (_pickle_only, r"\.bin' is a pickle"),
    "truncated": (_truncate, r"safetensors' has \d+ bytes, but its header promises \d+"),
    "empty": (lambda f: (f / UNET).write_bytes(b""), "is not a safetensors file"),
    "cut in the header": (
        lambda f: (f / UNET).write_bytes((f / UNET).read_bytes()[:90]),
        "is cut short",
    ),
    "LFS pointer": (
        lambda f: (f / UNET).write_text(
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", encoding="utf-8"
        ),
        "is a Git LFS pointer",
    ),
    "web page": (
        lambda f: (f / UNET).write_text("<!DOCTYPE html><html></html>", encoding="utf-8"),
        "is a web page",
    ),
    "no tokenizer": (lambda f: shutil.rmtree(f / "tokenizer"), "holds no tokenizer"),
    "no blocks": (
        lambda f: edited(
            f / "vae" / "config.json", block_out_channels=None, decoder_block_out_channels=None
        ),
        r"vae/config\.json' does not list block_out_channels",
    ),
    "no size": (
        lambda f: edited(f / "unet" / "config.json", sample_size="big"),
        r"unet/config\.json' has the sample_size 'big'",
    ),
    "bad index of shards": (
        lambda f: (f / "unet" / "diffusion_pytorch_model.safetensors.index.json").write_text(
            '{"weight_map": [1]}', encoding="utf-8"
        ),
        "does not map weights to files",
    ),
    "no scheduler": (
        lambda f: (f / "scheduler" / "scheduler_config.json").unlink(),
        r"scheduler_config\.json' is missing",
    ),
    "bad defaults": (
        lambda f: edited(f / "defaults.json", num_inference_steps=0),
        r"defaults\.json' is not valid: num_inference_steps",
    ),
}


@pytest.mark.parametrize("name", list(DAMAGES))
def test_what_is_wrong_is_named(folder: Path, tmp_path: Path, name: str) -> None:
    damage, message = DAMAGES[name]
    damage(folder)
    with pytest.raises(ModelMissing, match=message) as caught:
        open_renderer(str(folder), tmp_path).capabilities()
    assert caught.value.exit_code == 5
    assert caught.value.hint


@given(st.binary(max_size=200))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_arbitrary_bytes_are_refused_with_a_message(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    with pytest.raises(ModelMissing, match=r"model\.safetensors"):
        check_safetensors(path)


def test_a_scheduler_that_diffusers_does_not_have(folder: Path, tmp_path: Path) -> None:
    from tools.render.loading import load_model

    for name in ("Nonsense", "UNet2DConditionModel", "FlowMatchEulerDiscreteScheduler"):
        edited(folder / "scheduler" / "scheduler_config.json", _class_name=name)
        with pytest.raises(ModelMissing, match=f"scheduler '{name}'"):
            load_model(open_model_folder(folder))


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hub's cache, empty."""
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


@pytest.mark.usefixtures("hub_cache")
@pytest.mark.parametrize("name", ["stabilityai/sd-turbo", "no/such/folder", "pocke"])
def test_absent_folders_and_hub_ids(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelMissing, match=name) as caught:
        open_renderer(name, tmp_path)
    assert "folder" in caught.value.hint
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    with pytest.raises(ModelMissing, match="is a file, not a model folder"):
        open_renderer(str(file), tmp_path).capabilities()


def test_a_hub_id_is_its_downloaded_snapshot(
    toy_folder: Path, hub_cache: Path, tmp_path: Path
) -> None:
    place = hub_cache / "models--owner--toy"
    (place / "refs").mkdir(parents=True)
    (place / "refs" / "main").write_text("a" * 40, encoding="utf-8")
    shutil.copytree(toy_folder, place / "snapshots" / ("a" * 40))
    known = open_renderer("owner/toy", tmp_path).capabilities()
    assert known.id == "owner/toy"
    assert known.weights == open_model_folder(toy_folder).digest(tmp_path)


def test_the_digest_names_contents_and_not_the_place(
    toy_folder: Path, folder: Path, tmp_path: Path
) -> None:
    here = open_model_folder(toy_folder).digest(tmp_path)
    assert open_model_folder(folder).digest(tmp_path) == here
    content = bytearray((folder / UNET).read_bytes())
    content[-1] ^= 1
    (folder / UNET).write_bytes(content)
    os.utime(folder / UNET, ns=(1, 1))
    assert open_model_folder(folder).digest(tmp_path) != here


@pytest.mark.parametrize("part", ["unet", "vae", "text_encoder", "tokenizer"])
def test_a_changed_configuration_changes_the_digest(
    folder: Path, tmp_path: Path, part: str
) -> None:
    before = open_model_folder(folder).digest(tmp_path)
    name = "tokenizer_config.json" if part == "tokenizer" else "config.json"
    edited(folder / part / name, note="changed")
    assert open_model_folder(folder).digest(tmp_path) != before


def test_the_second_digest_reads_no_weights(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_model_folder(folder).digest(tmp_path)

    def unexpected(path: Path) -> str:
        raise AssertionError(f"{path} is read again")

    monkeypatch.setattr(weights, "file_digest", unexpected)
    assert open_model_folder(folder).digest(tmp_path) == first


@pytest.mark.parametrize("content", ["", "not JSON", '{"a": "short"}'])
def test_a_damaged_cache_costs_time_only(folder: Path, tmp_path: Path, content: str) -> None:
    first = open_model_folder(folder).digest(tmp_path)
    (tmp_path / "digests.json").write_text(content, encoding="utf-8")
    assert open_model_folder(folder).digest(tmp_path) == first
    (tmp_path / "digests.json").unlink()
    (tmp_path / "digests.json").mkdir()
    assert open_model_folder(folder).digest(tmp_path) == first


def test_a_hub_snapshot_with_variants_and_shards(folder: Path, tmp_path: Path) -> None:
    (folder / "unet" / "diffusion_pytorch_model.fp16.safetensors").write_bytes(b"other precision")
    shutil.move(folder / UNET, folder / "unet" / "part-1.safetensors")
    index = {"metadata": {}, "weight_map": {"conv_in.weight": "part-1.safetensors"}}
    place = folder / "unet" / "diffusion_pytorch_model.safetensors.index.json"
    place.write_text(json.dumps(index), encoding="utf-8")
    names = [path.name for path in open_model_folder(folder).files]
    assert "part-1.safetensors" in names
    assert "diffusion_pytorch_model.fp16.safetensors" not in names


def test_the_pocket_vocabulary_is_the_packaged_one() -> None:
    vocabulary = pocket_vocabulary()
    assert {"fox", "lantern"} <= set(vocabulary.objects)
    assert vocabulary.nearest("Wolves") == "wolf"
    assert set(vocabulary.synonyms.values()) <= {
        *vocabulary.objects,
        *vocabulary.backgrounds,
        *vocabulary.lightings,
    }
