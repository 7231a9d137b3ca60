"""Too little memory, and half precision that overflows."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.torch import load_file, save_file

from schemas.errors import OutOfMemory, RenderError
from schemas.render import (
    FrameJob,
    LoadingModel,
    Mode,
    RenderEvent,
    RenderRequest,
    RenderSettings,
    StillDone,
)
from tests.render.hungry import How, HungryLoad
from tests.render.toy_model import build_toy_model
from tools.render.diffusers_folder import FolderRenderer
from tools.render.enduring import Loading
from tools.render.memory import Place, memory_watched
from tools.render.thrift import Thrift, ThriftNotes, thriftier

# diffusers' own code meets numpy 2 this way; nothing of ours takes part in it.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def job(number: int, anchor: int | None) -> FrameJob:
    return FrameJob(
        frame=f"f{number}",
        key=f"{number:064x}",
        shot="s1",
        prompt=f"a fox {number * 11}",
        negative="",
        seed=5,
        anchor=None if anchor is None else f"{anchor:064x}",
    )


def request(mode: Mode, count: int = 3) -> RenderRequest:
    anchored = mode == "anchor"
    jobs = tuple(job(n, 1 if anchored and n > 1 else None) for n in range(1, count + 1))
    settings = RenderSettings(
        width=256, height=256, num_inference_steps=2, guidance_scale=3.0, mode=mode
    )
    return RenderRequest(jobs=jobs, settings=settings, attended=jobs[:1] if anchored else ())


def renderer(folder: Path, cache: Path, load: HungryLoad) -> FolderRenderer:
    return FolderRenderer("toy", folder, None, cache, Loading(load=load))


def stills(events: list[RenderEvent]) -> list[tuple[str, bytes]]:
    return [(event.frame, event.png) for event in events if isinstance(event, StillDone)]


def difference(first: bytes, second: bytes) -> float:
    """Mean absolute difference of two PNG files, 0 to 255."""
    pictures = [np.asarray(Image.open(io.BytesIO(png)), float) for png in (first, second)]
    return float(np.abs(pictures[0] - pictures[1]).mean())


@pytest.mark.parametrize(
    ("place", "mode", "how", "tolerance"),
    [
        ("denoise", "none", "cuda", 0.5),
        ("denoise", "anchor", "cpu", 0.5),
        ("decode", "none", "python", 8.0),
    ],
)
def test_less_memory_draws_the_same_and_is_remembered(
    toy_folder: Path, tmp_path: Path, place: Place, mode: Mode, how: How, tolerance: float
) -> None:
    whole = stills(list(FolderRenderer("toy", toy_folder, None, tmp_path).render(request(mode))))
    load = HungryLoad(place, how)
    spared = stills(list(renderer(toy_folder, tmp_path, load).render(request(mode))))
    assert load.met == 1
    assert [frame for frame, _ in spared] == ["f1", "f2", "f3"]
    for (_, first), (_, second) in zip(whole, spared, strict=True):
        assert difference(first, second) < tolerance
    later = HungryLoad(place, how)
    again = stills(list(renderer(toy_folder, tmp_path, later).render(request(mode))))
    assert later.met == 0
    assert again == spared


def test_memory_that_is_short_while_loading_is_tried_again(
    toy_folder: Path, tmp_path: Path
) -> None:
    load = HungryLoad("load", most=1)
    events = list(renderer(toy_folder, tmp_path, load).render(request("none", 1)))
    assert len(stills(events)) == 1
    assert sum(isinstance(event, LoadingModel) for event in events) == 2


@pytest.mark.parametrize(("place", "attempts"), [("load", 2), ("denoise", 3), ("decode", 3)])
def test_at_the_end_of_the_ladder_the_error_says_what_to_change_and_nothing_is_stuck(
    toy_folder: Path, tmp_path: Path, place: Place, attempts: int
) -> None:
    short = renderer(toy_folder, tmp_path, HungryLoad(place, most=attempts, spared=False))
    with pytest.raises(OutOfMemory, match=r"256 x 256|load the model") as caught:
        list(short.render(request("none", 1)))
    assert "smaller size" in caught.value.hint
    assert len(stills(list(short.render(request("none", 1))))) == 1
    # What did not work is not remembered.
    assert not (tmp_path / "thrift.json").exists()


def test_stills_from_before_the_shortage_are_not_drawn_again(
    toy_folder: Path, tmp_path: Path
) -> None:
    load = HungryLoad("decode", most=0)
    events = renderer(toy_folder, tmp_path, load).render(request("none"))
    seen: list[RenderEvent] = []
    for event in events:
        seen.append(event)
        if isinstance(event, StillDone):
            load.most = 1
    assert load.met == 1
    assert [frame for frame, _ in stills(seen)] == ["f1", "f2", "f3"]


def test_what_is_not_about_memory_passes() -> None:
    with pytest.raises(RuntimeError, match="shape"), memory_watched("denoise"):
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")


@pytest.mark.parametrize("place", ["load", "denoise", "decode"])
def test_the_ladder_ends(place: Place) -> None:
    thrift: Thrift | None = Thrift()
    for _ in range(10):
        if thrift is not None:
            thrift = thriftier(thrift, place)
    assert thrift is None


def test_notes_that_are_old_or_damaged_count_as_none(tmp_path: Path) -> None:
    path = tmp_path / "thrift.json"
    notes = ThriftNotes(path)
    assert notes.get("a") == Thrift()
    notes.put("a", Thrift(one_row=True))
    assert ThriftNotes(path).get("a") == Thrift(one_row=True)
    assert notes.get("b") == Thrift()
    content = json.loads(path.read_text(encoding="utf-8"))
    content["a"]["noted"] = "2020-01-01T00:00:00Z"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert notes.get("a") == Thrift()
    path.write_text("{", encoding="utf-8")
    assert notes.get("a") == Thrift()


def overflowing(folder: Path, factor: float) -> Path:
    """A toy model whose UNet ends beyond what half precision can say."""
    weights = build_toy_model(folder) / "unet" / "diffusion_pytorch_model.safetensors"
    tensors = load_file(weights)
    tensors["conv_out.weight"] *= factor
    save_file(tensors, weights, metadata={"format": "pt"})
    return folder


def test_a_still_that_overflows_in_half_precision_is_drawn_in_float32(tmp_path: Path) -> None:
    folder = overflowing(tmp_path / "toy", 1e7)
    half = FolderRenderer("toy", folder, None, tmp_path / "half", Loading(dtype="float16"))
    assert half.capabilities().dtype == "float16"
    events = list(half.render(request("none", 1)))
    whole = FolderRenderer("toy", folder, None, tmp_path / "whole")
    assert stills(events) == stills(list(whole.render(request("none", 1))))
    assert sum(isinstance(event, LoadingModel) for event in events) == 2


def test_a_still_that_is_broken_in_float32_too_is_an_error(tmp_path: Path) -> None:
    folder = overflowing(tmp_path / "toy", float("nan"))
    half = FolderRenderer("toy", folder, None, tmp_path, Loading(dtype="bfloat16"))
    with pytest.raises(RenderError, match="f1 came out not finite, also in float32"):
        list(half.render(request("anchor", 2)))
