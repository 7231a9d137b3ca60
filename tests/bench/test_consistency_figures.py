"""The figures of the consistency bench say what they claim."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from bench.bootstrap import Interval
from bench.consistency import (
    CONDITIONS,
    FIGURES,
    ROWS,
    Row,
    holds,
    own_noise,
    shared_noise,
    table,
)
from bench.consistency_scripts import MASK_SIDE, subject_region, subject_scripts
from bench.identity import colour_identity, feature_identity
from bench.render_scripts import settings_for, whole_clip
from tools import pocket
from tools.pocket.training.captions import canonical
from tools.pocket.training.recogniser import Recogniser
from tools.pocket.training.stage import Stage
from tools.pocket.vocabulary import load_vocabulary
from tools.render.catalog import pocket_vocabulary
from tools.render.dialects.compiling import compile_prompt
from tools.render.diffusers_folder import FolderRenderer


def regions(count: int) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    region = np.zeros((64, 64), np.float32)
    region[16:48, 16:48] = 1
    return [region] * count


def still(seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.random.default_rng(seed).integers(0, 256, (128, 128, 3), np.uint8)


def test_scripts_keep_the_subject_and_change_what_is_around_it() -> None:
    vocabulary = load_vocabulary()
    scripts = subject_scripts(vocabulary, 40)
    assert scripts == subject_scripts(vocabulary, 40)
    assert [each.kind for each in scripts[:3]] == ["moving", "joined", "moving"]
    assert len({each.scenes[0].things[0].name for each in scripts}) == min(
        40, len(vocabulary.objects)
    )
    for kind, script, scenes in scripts:
        assert len({scene.things[0].name for scene in scenes}) == 1
        assert len({(scene.background, scene.time_of_day, scene.weather) for scene in scenes}) == 1
        assert len({scene.things for scene in scenes}) == len(scenes) == len(script.frames)
        assert len({scene.things[0] for scene in scenes}) == (1 if kind == "joined" else 4)
        assert [[thing.name for thing in frame.objects] for frame in script.frames] == [
            [thing.name for thing in scene.things] for scene in scenes
        ]


def test_a_scene_has_the_view_that_the_frame_prompt_names() -> None:
    for _, script, scenes in subject_scripts(load_vocabulary(), 12):
        for frame, scene in zip(script.frames, scenes, strict=True):
            told = compile_prompt(frame, script, "pocket", pocket_vocabulary())
            assert told.text == canonical(scene)


def test_a_region_is_the_subjects_alone() -> None:
    vocabulary = load_vocabulary()
    joined = subject_scripts(vocabulary, 2)[1]
    stage = Stage(vocabulary, MASK_SIDE)
    regions = [subject_region(scene, stage) for scene in joined.scenes]
    assert all(np.array_equal(region, regions[0]) for region in regions)
    assert 0.02 < regions[0].mean() < 0.5
    assert regions[0][:, 40:].max() == 0


def test_identity_looks_inside_the_region_only() -> None:
    torch.manual_seed(0)
    judge = Recogniser(load_vocabulary()).eval()
    first = still(1)
    elsewhere = first.copy()
    elsewhere[:16] = 0
    inside = first.copy()
    inside[48:80, 48:80] = 0
    same = np.stack([first, first])
    assert colour_identity(same, regions(2)) == pytest.approx(1)
    assert feature_identity(judge, same, regions(2)) == pytest.approx(1, abs=1e-5)
    assert colour_identity(np.stack([first, elsewhere]), regions(2)) == pytest.approx(1)
    assert colour_identity(np.stack([first, inside]), regions(2)) < 0.9
    assert feature_identity(judge, np.stack([first, inside]), regions(2)) < 0.9999


def row(gain: Interval) -> Row:
    value = dict.fromkeys(FIGURES, Interval(mean=0.5, low=0.4, high=0.6))
    return {"value": value, "gain": dict.fromkeys(FIGURES, gain)}


def test_the_table_has_a_row_for_each_way_of_drawing() -> None:
    gained = row(Interval(mean=0.1, low=0.05, high=0.15))
    lines = table(dict.fromkeys(ROWS, gained)).splitlines()
    assert len(lines) == 2 + len(CONDITIONS) + 1
    assert lines[4].startswith("| anchor | 0.500 (+0.100; +0.050 to +0.150) |")


def test_a_mode_holds_only_where_both_figures_gain_and_the_prompt_is_kept() -> None:
    better = Interval(mean=0.1, low=0.05, high=0.15)
    unsure = Interval(mean=0.1, low=-0.01, high=0.2)
    lost = Interval(mean=-0.04, low=-0.06, high=-0.02)
    good = row(better)
    assert holds(good)
    for figure, gain in (("features", unsure), ("colours", unsure), ("prompt", lost)):
        assert not holds({**good, "gain": {**good["gain"], figure: gain}})


def test_own_noise_is_another_for_each_frame_under_the_same_prompt(tmp_path: Path) -> None:
    known = FolderRenderer(
        "pocket", Path(pocket.__path__[0]) / "model", pocket_vocabulary(), tmp_path
    ).capabilities()
    script = subject_scripts(load_vocabulary(), 1)[0].script
    request = whole_clip(script, known, settings_for(known, "anchor", 3, 0.0))
    assert len({job.seed for job in shared_noise(request).jobs}) == 1
    own = own_noise(request)
    assert len({job.seed for job in own.jobs}) == len(own.jobs)
    assert own.jobs[0] == request.jobs[0] == request.attended[0]
    assert [job.prompt for job in own.jobs] == [job.prompt for job in request.jobs]
