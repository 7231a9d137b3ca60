"""The renderer's bench runs on a toy model and gives every figure."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers.schedulers.scheduling_ddim import DDIMScheduler

from bench.machine_peak import peak
from bench.render import main
from bench.render_peer import Peer, frame_steps
from bench.render_scripts import one_frame, one_shot, settings_for, whole_clip
from tests.render.toy_model import build_toy_model
from tools.render.diffusers_folder import FolderRenderer


def test_scripts_differ_in_every_frame_and_share_what_seeds_share(
    tmp_path: Path, toy: Path
) -> None:
    known = FolderRenderer("toy", toy, None, tmp_path).capabilities()
    settings = settings_for(known, "anchor", 3, 0.0)
    clip = whole_clip(one_shot(32, 1), known, settings)
    assert len({job.key for job in clip.jobs}) == 32
    assert [job.frame for job in clip.attended] == ["f1"]
    other = whole_clip(one_shot(32, 2), known, settings)
    assert not {job.key for job in clip.jobs} & {job.key for job in other.jobs}
    added = one_frame(one_shot(9, 1), 8, known, settings)
    assert added.attended[0].key == clip.jobs[0].key


def test_with_ten_steps_the_peer_goes_as_many_as_we() -> None:
    assert frame_steps(8, 10) == 80
    assert frame_steps(8, 50) == 2 + 3 + 48 * 8


def test_the_machine_has_a_peak() -> None:
    assert all(value > 0 for value in peak(torch.float32).values())


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    scheduler = DDIMScheduler(clip_sample=False, steps_offset=1)
    return build_toy_model(tmp_path_factory.mktemp("models") / "toy", scheduler)


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::FutureWarning")
def test_the_peer_runs_without_guidance_too(toy: Path) -> None:
    peer = Peer(toy, torch.float32)
    without, with_guidance = (peer.clip("a fox", 2, 2, scale) for scale in (1.0, 3.0))
    assert without.shape == with_guidance.shape == (2, 256, 256, 3)
    assert np.isfinite(without).all()
    assert not np.allclose(without, with_guidance, atol=1e-3)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::FutureWarning")
def test_every_figure_is_there(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(
        [
            "--json",
            "--model",
            str(toy),
            "--pairs",
            "1",
            "--peer-steps",
            "5",
            "--frames",
            "1",
            "2",
            "--sides",
            "256",
        ]
    )
    figures = json.loads(capsys.readouterr().out)
    ratios = (
        "speedup_equal_work",
        "speedup_equal_dtype",
        "speedup_default",
        "filter_cost",
        "revise_cold",
        "revise_warm",
        "memory_ratio",
        "peak_share",
    )
    assert all(figures[name] > 0 for name in ratios)
    assert set(figures["seconds_by_frames"]) == {"none", "anchor", "rotate"}
    assert set(figures["seconds_by_frames"]["anchor"]) == {"1", "2"}
    assert set(figures["seconds_by_pixels"]) == {"256"}
