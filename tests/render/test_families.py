"""Every family from a folder of its real classes, against its own pipeline and through the port."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import pytest
import torch

from schemas.errors import ModelMissing, RenderError, UsageError
from schemas.render import FrameJob, LoadingModel, RenderRequest, RenderSettings, StillDone
from schemas.script import FrameScript
from tests.render.toy_families import BUILDERS
from tools.render.diffusers_folder import FolderRenderer
from tools.render.loading import load_model
from tools.render.model_folder import open_model_folder
from tools.render.planning import native_settings, plan_render
from tools.render.sampling import Denoising, TextEmbeddings, decode
from tools.render.tiling import decode_in_tiles, decode_whole

pytestmark = [
    # diffusers' own code meets numpy 2 this way; nothing of ours takes part in it.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]

SIDE = 64
PROMPT, NEGATIVE = "a fox in the forest", "a tree"
TRANSFORMERS = ("FLUX.2 klein", "Z-Image", "Qwen-Image")


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One of each family; not to be changed by a test."""
    torch.manual_seed(0)
    models = tmp_path_factory.mktemp("families")
    return {name: build(models / name) for name, build in BUILDERS.items()}


@pytest.fixture(params=list(BUILDERS))
def name(request: pytest.FixtureRequest) -> str:
    return request.param


def settings(guidance: float, steps: int = 2) -> RenderSettings:
    return RenderSettings(
        width=SIDE,
        height=SIDE,
        num_inference_steps=steps,
        guidance_scale=guidance,
        mode="none",
    )


def job(number: int, prompt: str = PROMPT, negative: str = "") -> FrameJob:
    return FrameJob(
        frame=f"f{number}",
        key=f"{number:064x}",
        shot="s1",
        prompt=prompt,
        negative=negative,
        seed=number,
        anchor=None,
    )


def stock_arguments(name: str, guidance: float) -> dict[str, Any]:
    """How the family's own pipeline is asked for the same."""
    match name:
        case "LCM" | "FLUX.2 klein":
            return {"guidance_scale": guidance}
        case "Z-Image":
            return {"guidance_scale": guidance - 1, "negative_prompt": NEGATIVE}
        case "Qwen-Image":
            return {"true_cfg_scale": guidance, "negative_prompt": NEGATIVE}
        case _:
            return {"guidance_scale": guidance, "negative_prompt": NEGATIVE}


def theirs(folder: Path, name: str, guidance: float, negative: str) -> np.ndarray[Any, Any]:
    source = open_model_folder(folder)
    pipeline = getattr(diffusers, source.model_index["_class_name"])
    parts: dict[str, Any] = {}
    if name in {"LCM", "SD-Turbo"}:
        parts = {
            "safety_checker": None,
            "feature_extractor": None,
            "image_encoder": None,
            "requires_safety_checker": False,
        }
    stock = pipeline.from_pretrained(folder, local_files_only=True, use_safetensors=True, **parts)
    stock.set_progress_bar_config(disable=True)
    arguments = stock_arguments(name, guidance)
    if "negative_prompt" in arguments:
        arguments["negative_prompt"] = negative or None
    return stock(
        prompt=PROMPT,
        height=SIDE,
        width=SIDE,
        num_inference_steps=2,
        generator=torch.Generator("cpu").manual_seed(1),
        output_type="np",
        **arguments,
    ).images[0]


@pytest.mark.filterwarnings("ignore:`torch_dtype` is deprecated:FutureWarning")
@pytest.mark.parametrize("guidance", [1.0, 4.0])
def test_computes_what_its_own_pipeline_computes(
    folders: dict[str, Path], name: str, guidance: float
) -> None:
    source = open_model_folder(folders[name])
    model = load_model(source)
    # FLUX.2's pipeline knows no negative prompt, and SDXL's has zeros in place of an empty one.
    negative = "" if name in {"FLUX.2 klein", "SDXL", "LCM"} else NEGATIVE
    ours = Denoising(
        model, TextEmbeddings(model), [job(1, negative=negative)], settings(guidance), source.scale
    )
    for timestep in ours.timesteps:
        ours.step(timestep)
    picture = decode(model, ours.latents[0])
    assert picture.shape == (SIDE, SIDE, 3)
    assert picture.std() > 0.01
    assert np.allclose(picture, theirs(folders[name], name, guidance, negative), atol=1e-4)


def test_is_told_from_its_folder(folders: dict[str, Path], name: str, tmp_path: Path) -> None:
    known = FolderRenderer(name, folders[name], None, tmp_path).capabilities()
    expected = {
        "LCM": (4, 8.5),
        "SD-Turbo": (4, 1.0),
        "SDXL": (20, 7.5),
        "FLUX.2 klein": (50, 4.0),
        "Z-Image": (9, 1.0),
        "Qwen-Image": (50, 4.0),
    }
    assert (known.num_inference_steps, known.guidance_scale) == expected[name]
    if name in TRANSFORMERS:
        assert (known.dialect, known.modes) == ("prose", ("none",))
    else:
        assert (known.dialect, known.modes) == ("tags", ("none", "anchor", "rotate"))


def test_draws_cancels_and_resumes_through_the_port(
    folders: dict[str, Path], name: str, tmp_path: Path
) -> None:
    renderer = FolderRenderer(name, folders[name], None, tmp_path)
    request = RenderRequest(jobs=(job(1), job(2, "a lantern"), job(3)), settings=settings(3.0))
    whole = {e.frame: e.png for e in renderer.render(request) if isinstance(e, StillDone)}
    assert list(whole) == ["f1", "f2", "f3"]
    assert len(set(whole.values())) == 3
    events = renderer.render(request)
    for _ in range(2):
        next(events)
    events.close()
    rest = RenderRequest(jobs=request.jobs[1:], settings=request.settings)
    resumed = list(renderer.render(rest))
    assert not any(isinstance(e, LoadingModel) for e in resumed)
    assert {e.frame: e.png for e in resumed if isinstance(e, StillDone)} == {
        frame: whole[frame] for frame in ("f2", "f3")
    }


@pytest.mark.parametrize("name", ["LCM", "SD-Turbo", "SDXL"])
def test_unet_families_take_temporal_attention(
    folders: dict[str, Path], name: str, tmp_path: Path
) -> None:
    renderer = FolderRenderer(name, folders[name], None, tmp_path)
    anchor = job(1)
    follower = job(2, "a lantern").model_copy(update={"anchor": anchor.key})
    asked = settings(3.0).model_copy(update={"mode": "anchor"})
    attending = RenderRequest(jobs=(follower,), settings=asked, attended=(anchor,))
    alone = RenderRequest(jobs=(follower,), settings=settings(3.0))
    stills = [
        [e.png for e in renderer.render(request) if isinstance(e, StillDone)]
        for request in (attending, alone)
    ]
    assert stills[0] != stills[1]


@pytest.mark.parametrize("name", TRANSFORMERS)
def test_transformer_families_say_what_consistency_they_support(
    folders: dict[str, Path], name: str, tmp_path: Path, script: FrameScript
) -> None:
    known = FolderRenderer(name, folders[name], None, tmp_path).capabilities()
    asked = native_settings(known).model_copy(update={"mode": "anchor"})
    with pytest.raises(UsageError, match="does not support the consistency 'anchor'") as caught:
        plan_render(script, known, asked)
    assert "none" in caught.value.hint


def test_a_size_between_patches_is_refused(folders: dict[str, Path], tmp_path: Path) -> None:
    renderer = FolderRenderer("z", folders["Z-Image"], None, tmp_path)
    odd = settings(1.0).model_copy(update={"width": SIDE + 2})
    with pytest.raises(RenderError, match=f"{SIDE + 2} x {SIDE}") as caught:
        next(renderer.render(RenderRequest(jobs=(job(1),), settings=odd)))
    assert "multiples of 4" in caught.value.hint


WEIGHTS = Path("transformer") / "diffusion_pytorch_model.safetensors"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("pickle", r"transformer/diffusion_pytorch_model\.bin' is a pickle"),
        ("truncated", r"transformer/diffusion_pytorch_model\.safetensors' has \d+ bytes"),
        ("page", r"text_encoder/model\.safetensors' is a web page"),
        ("family", "has UNet2DConditionModel as its transformer"),
    ],
)
@pytest.mark.parametrize("name", TRANSFORMERS)
def test_what_is_wrong_is_named(
    folders: dict[str, Path], name: str, tmp_path: Path, damage: str, message: str
) -> None:
    folder = Path(shutil.copytree(folders[name], tmp_path / "copy"))
    weights = folder / WEIGHTS
    match damage:
        case "pickle":
            weights.rename(weights.with_suffix(".bin"))
        case "truncated":
            weights.write_bytes(weights.read_bytes()[:-8])
        case "page":
            page = folder / "text_encoder" / "model.safetensors"
            page.write_text("<!doctype html><title>Log in</title>", encoding="utf-8")
        case _:
            index = folder / "model_index.json"
            content = index.read_text(encoding="utf-8")
            kind = open_model_folder(folder).model_index["transformer"][1]
            index.write_text(content.replace(kind, "UNet2DConditionModel"), encoding="utf-8")
    with pytest.raises(ModelMissing, match=message):
        FolderRenderer(name, folder, None, tmp_path).capabilities()


def test_decoding_in_tiles_gives_the_whole_picture(folders: dict[str, Path], name: str) -> None:
    source = open_model_folder(folders[name])
    model = load_model(source)
    scale = source.scale // model.patch
    latents = torch.randn(model.channels, 2 * SIDE // source.scale, 2 * SIDE // source.scale)
    whole = decode(model, latents)
    decode_in_tiles(model.vae, (2 * SIDE // scale, 2 * SIDE // scale), scale)
    tiled = decode(model, latents)
    assert whole.shape == tiled.shape == (2 * SIDE, 2 * SIDE, 3)
    assert np.abs(whole - tiled).mean() < 0.1
    decode_whole(model.vae)
    assert np.array_equal(decode(model, latents), whole)
