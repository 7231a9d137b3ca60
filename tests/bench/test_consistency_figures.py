"""The figures of the consistency bench say what they claim."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from bench.bootstrap import Interval
from bench.consistency import CONDITIONS, FIGURES, own_noise, shared_noise, table
from bench.consistency_scripts import subject_scripts
from bench.identity import colour_identity, feature_identity
from tools.pocket.training.recogniser import Recogniser
from tools.pocket.vocabulary import load_vocabulary


def regions(count: int) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    region = np.zeros((64, 64), np.float32)
    region[16:48, 16:48] = 1
    return [region] * count


def still(seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.random.default_rng(seed).integers(0, 256, (128, 128, 3), np.uint8)


def test_scripts_keep_the_subject_and_change_where_it_is() -> None:
    vocabulary = load_vocabulary()
    scripts = subject_scripts(vocabulary, 40)
    assert scripts == subject_scripts(vocabulary, 40)
    assert len({each.scenes[0].things[0].name for each in scripts}) == min(
        40, len(vocabulary.objects)
    )
    for script, scenes in scripts:
        assert len({scene.things[0].name for scene in scenes}) == 1
        assert len({(scene.background, scene.time_of_day, scene.weather) for scene in scenes}) == 1
        assert len({scene.things[0] for scene in scenes}) == len(scenes) == len(script.frames)
        assert [frame.objects[0].position for frame in script.frames] == [
            scene.things[0].position for scene in scenes
        ]


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


def test_the_table_has_a_row_for_each_way_of_drawing() -> None:
    value = dict.fromkeys(FIGURES, Interval(mean=0.5, low=0.4, high=0.6))
    gain = dict.fromkeys(FIGURES, Interval(mean=0.1, low=0.05, high=0.15))
    rows = table({each.label: {"value": value, "gain": gain} for each in CONDITIONS}).splitlines()
    assert len(rows) == 2 + len(CONDITIONS)
    assert rows[4].startswith("| anchor | 0.500 (+0.100; +0.050 to +0.150) |")


def test_frames_of_a_shot_differ_in_noise_only_where_they_are_meant_to() -> None:
    script = subject_scripts(load_vocabulary(), 1)[0].script
    assert len({frame.variation for frame in shared_noise(script).frames}) == 1
    assert len({frame.variation for frame in own_noise(script).frames}) == len(script.frames)
