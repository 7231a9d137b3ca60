from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from schemas.errors import ModelMissing, OutOfMemory, RenderError
from schemas.render import (
    FrameJob,
    LoadingModel,
    RenderRequest,
    RenderSettings,
    StepDone,
    StillDone,
)
from tests.render.toy_model import build_toy_model
from tools.render.diffusers_folder import FolderRenderer

# diffusers' own code meets numpy 2 this way; nothing of ours takes part in it.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

JOBS = tuple(
    FrameJob(
        frame=f"f{n}", key=f"{n:064x}", shot="s1", prompt="fox", negative="", seed=n, anchor=None
    )
    for n in (1, 2, 3)
)
SETTINGS = RenderSettings(
    width=256, height=256, num_inference_steps=3, guidance_scale=2.0, mode="none"
)


def test_capabilities_come_from_the_configurations(toy_folder: Path, tmp_path: Path) -> None:
    known = FolderRenderer("toy", toy_folder, None, tmp_path).capabilities()
    assert (known.width, known.height) == (256, 256)
    assert (known.num_inference_steps, known.guidance_scale) == (3, 3.0)
    assert (known.dialect, known.vocabulary, known.modes) == (
        "tags",
        None,
        ("none", "anchor", "rotate"),
    )
    assert "DPMSolverMultistepScheduler" in known.scheduler
    assert "_diffusers_version" not in known.scheduler


def test_capabilities_do_not_import_torch(toy_folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path;"
        "from tools.render.catalog import open_renderer;"
        "known = open_renderer(sys.argv[1], Path(sys.argv[2])).capabilities();"
        "print(known.width, sorted({'torch', 'diffusers', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(toy_folder), str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.split("\n")[0] == "256 []"


def test_tells_of_loading_once_and_of_every_step(
    toy_folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    renderer = FolderRenderer("toy", toy_folder, None, tmp_path)
    events = list(renderer.render(RenderRequest(jobs=JOBS, settings=SETTINGS)))
    assert isinstance(events[0], LoadingModel)
    steps = [(e.frames, e.step) for e in events if isinstance(e, StepDone)]
    assert steps == [(("f1", "f2", "f3"), n) for n in (1, 2, 3)]
    assert [e.key for e in events if isinstance(e, StillDone)] == [job.key for job in JOBS]
    again = list(renderer.render(RenderRequest(jobs=JOBS[:1], settings=SETTINGS)))
    assert not any(isinstance(e, LoadingModel) for e in again)
    assert capfd.readouterr() == ("", "")


def test_can_be_closed_after_any_event_and_used_again(toy_folder: Path, tmp_path: Path) -> None:
    renderer = FolderRenderer("toy", toy_folder, None, tmp_path)
    whole = list(renderer.render(RenderRequest(jobs=JOBS, settings=SETTINGS)))
    for length in range(1, len(whole)):
        events = renderer.render(RenderRequest(jobs=JOBS, settings=SETTINGS))
        seen = [next(events) for _ in range(min(length, len(whole) - 1))]
        events.close()
        assert not torch.is_inference_mode_enabled()
        assert len(seen) == min(length, len(whole) - 1)
    last = [e for e in renderer.render(RenderRequest(jobs=JOBS, settings=SETTINGS))]
    stills = [[e.png for e in run if isinstance(e, StillDone)] for run in (whole, last)]
    assert stills[0] == stills[1]


def test_a_consumer_between_two_steps_is_not_in_inference_mode(
    toy_folder: Path, tmp_path: Path
) -> None:
    renderer = FolderRenderer("toy", toy_folder, None, tmp_path)
    for _ in renderer.render(RenderRequest(jobs=JOBS[:1], settings=SETTINGS)):
        assert not torch.is_inference_mode_enabled()


def test_a_size_that_does_not_fit_the_latents_is_refused(toy_folder: Path, tmp_path: Path) -> None:
    renderer = FolderRenderer("toy", toy_folder, None, tmp_path)
    odd = SETTINGS.model_copy(update={"width": 250})
    with pytest.raises(RenderError, match="250 x 256") as caught:
        next(renderer.render(RenderRequest(jobs=JOBS, settings=odd)))
    assert "multiples of 16" in caught.value.hint


@pytest.mark.parametrize(
    ("value", "what"), [(float("nan"), "not finite"), (-1e9, "all black")], ids=["nan", "black"]
)
def test_a_broken_picture_is_an_error_and_no_still(tmp_path: Path, value: float, what: str) -> None:
    folder = build_toy_model(tmp_path / "toy")
    weights = folder / "vae" / "diffusion_pytorch_model.safetensors"
    tensors = load_file(weights)
    last = max((n for n in tensors if n.startswith("decoder.layers")), key=_layer)
    tensors[last] = torch.full_like(tensors[last], value)
    save_file(tensors, weights, metadata={"format": "pt"})
    renderer = FolderRenderer("toy", folder, None, tmp_path)
    with pytest.raises(RenderError, match=f"f1 came out {what}"):
        list(renderer.render(RenderRequest(jobs=JOBS[:1], settings=SETTINGS)))


def _layer(name: str) -> tuple[int, bool]:
    return int(name.split(".")[2]), name.endswith("bias")


def test_weights_of_other_shapes_are_model_missing(tmp_path: Path) -> None:
    folder = build_toy_model(tmp_path / "toy")
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    tensors = load_file(weights)
    tensors["conv_in.weight"] = tensors["conv_in.weight"][:, :8].contiguous()
    save_file(tensors, weights, metadata={"format": "pt"})
    renderer = FolderRenderer("toy", folder, None, tmp_path)
    with pytest.raises(ModelMissing, match="does not load"):
        list(renderer.render(RenderRequest(jobs=JOBS, settings=SETTINGS)))


@pytest.mark.parametrize(
    ("part", "file"),
    [
        ("unet", "diffusion_pytorch_model.safetensors"),
        ("vae", "diffusion_pytorch_model.safetensors"),
        ("text_encoder", "model.safetensors"),
    ],
)
def test_weights_that_are_lacking_are_not_made_up(tmp_path: Path, part: str, file: str) -> None:
    folder = build_toy_model(tmp_path / "toy")
    tensors = load_file(folder / part / file)
    lost = max(tensors)
    del tensors[lost]
    save_file(tensors, folder / part / file, metadata={"format": "pt"})
    renderer = FolderRenderer("toy", folder, None, tmp_path)
    with pytest.raises(ModelMissing, match=f"its {part} lacks the weights"):
        list(renderer.render(RenderRequest(jobs=JOBS, settings=SETTINGS)))


def test_too_little_memory_is_told_as_such(
    toy_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer = FolderRenderer("toy", toy_folder, None, tmp_path)

    def hungry(tensors: object) -> torch.Tensor:
        return torch.empty(2**55)

    monkeypatch.setattr(torch, "cat", hungry)
    with pytest.raises(OutOfMemory, match="256 x 256"):
        list(renderer.render(RenderRequest(jobs=JOBS, settings=SETTINGS)))
