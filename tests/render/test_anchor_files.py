"""Anchors on disk: bounded, checked, and never a reason to fail."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch

from schemas.render import FrameJob, RenderRequest, RenderSettings, StepDone, StillDone
from tools.render.attention.anchor_files import AnchorFiles
from tools.render.attention.anchors import AnchorCache, LayeredAnchors
from tools.render.attention.sources import KeysValues, Step
from tools.render.diffusers_folder import FolderRenderer

# diffusers' own code meets numpy 2 this way; nothing of ours takes part in it.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

A, B, C = ("a" * 64, "b" * 64, "c" * 64)


def steps(seed: int, count: int = 12) -> tuple[Step, ...]:
    """Twelve, so that an order by text would show."""
    generator = torch.Generator().manual_seed(seed)

    def pair() -> KeysValues:
        return KeysValues(*(torch.randn(2, 4, 8, generator=generator) for _ in range(2)))

    return tuple({"up_blocks.0.attn1": pair(), "up_blocks.10.attn1": pair()} for _ in range(count))


def same(first: tuple[Step, ...] | None, second: tuple[Step, ...]) -> bool:
    assert first is not None
    return len(first) == len(second) and all(
        one.keys() == other.keys()
        and all(torch.equal(one[n].keys, other[n].keys) for n in one)
        and all(torch.equal(one[n].values, other[n].values) for n in one)
        for one, other in zip(first, second, strict=True)
    )


def test_what_was_put_comes_back_in_another_process_to_the_bit(tmp_path: Path) -> None:
    AnchorFiles(tmp_path / "anchors", 10**6).put(A, steps(1))
    later = AnchorFiles(tmp_path / "anchors", 10**6)
    assert same(later.get(A), steps(1))
    assert later.get(B) is None


@pytest.mark.parametrize("damage", ["flipped", "truncated", "emptied"])
def test_a_damaged_file_is_removed_and_counts_as_none(tmp_path: Path, damage: str) -> None:
    files = AnchorFiles(tmp_path, 10**6)
    files.put(A, steps(1))
    (path,) = tmp_path.glob("*.safetensors")
    content = path.read_bytes()
    damaged = {
        "flipped": content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
        "truncated": content[: len(content) // 2],
        "emptied": b"",
    }[damage]
    path.write_bytes(damaged)
    assert files.get(A) is None
    assert list(tmp_path.iterdir()) == []
    files.put(A, steps(1))
    assert same(files.get(A), steps(1))


def test_those_used_longest_ago_go_first(tmp_path: Path) -> None:
    files = AnchorFiles(tmp_path, 40_000)
    for age, key in ((300, A), (200, B)):
        files.put(key, steps(1))
        (path,) = tmp_path.glob(f"{key}.*")
        os.utime(path, (path.stat().st_mtime - age,) * 2)
    assert files.get(A) is not None
    files.put(C, steps(1))
    assert files.get(B) is None
    assert files.get(A) is not None and files.get(C) is not None
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 40_000
    files.put(B, steps(1, 100))
    assert files.get(B) is None


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_files(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    files = AnchorFiles(tmp_path / "file" / "anchors", 10**6)
    files.put(A, steps(1))
    assert files.get(A) is None


def test_memory_is_filled_from_disk(tmp_path: Path) -> None:
    files = AnchorFiles(tmp_path, 10**6)
    LayeredAnchors(AnchorCache(10**6), files).put(A, steps(1))
    memory = AnchorCache(10**6)
    assert same(LayeredAnchors(memory, files).get(A), steps(1))
    assert same(memory.get(A), steps(1))


def test_another_renderer_on_this_machine_finds_the_anchor(
    toy_folder: Path, tmp_path: Path
) -> None:
    jobs = tuple(
        FrameJob(
            frame=f"f{n}",
            key=f"{n:064x}",
            shot="s1",
            prompt=f"a fox {n}",
            negative="",
            seed=5,
            anchor=None if n == 1 else f"{1:064x}",
        )
        for n in (1, 2)
    )
    settings = RenderSettings(
        width=256, height=256, num_inference_steps=2, guidance_scale=3.0, mode="anchor"
    )
    whole = RenderRequest(jobs=jobs, settings=settings, attended=jobs[:1])
    follower = RenderRequest(jobs=jobs[1:], settings=settings, attended=jobs[:1])
    first = list(FolderRenderer("toy", toy_folder, None, tmp_path).render(whole))
    later = list(FolderRenderer("toy", toy_folder, None, tmp_path).render(follower))
    assert sum(isinstance(event, StepDone) for event in later) == 2
    drawn = [[e.png for e in run if isinstance(e, StillDone)] for run in (first, later)]
    assert drawn[0][1:] == drawn[1]
