"""The product as a user runs it: real director, real renderer, real encoder, real processes."""

from __future__ import annotations

import hashlib
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.script import FrameScript
from tests.e2e.conftest import command, environment
from tools.compose.mp4 import read_video

Run = Callable[..., dict[str, Any]]
PREMISE = "a red fox finds a lantern in the snowy forest and follows a butterfly"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def made(storyreel: Run, folder: Path, frames: int = 8) -> dict[str, Any]:
    words = ("make", PREMISE, "--frames", str(frames), "--seed", "7", "--out", str(folder))
    return storyreel(*words)


def shown_bytes(storyreel: Run, folder: Path) -> dict[str, bytes]:
    document = storyreel("show", str(folder))
    return {frame["id"]: (folder / frame["path"]).read_bytes() for frame in document["frames"]}


def test_premise_to_clip_and_one_darker_frame(storyreel: Run, tmp_path: Path) -> None:
    folder = tmp_path / "fox"
    report = made(storyreel, folder)
    assert set(report) == {
        "project",
        "revision",
        "frames",
        "clip",
        "storyboard",
        "rendered",
        "reused",
        "seconds",
        "director",
        "renderer",
    }
    document = storyreel("show", str(folder))
    script = FrameScript.model_validate(document["script"])
    assert len(script.frames) == 8
    assert all(a.action != b.action for a, b in zip(script.frames, script.frames[1:], strict=False))
    assert any(thing.name == "fox" for frame in script.frames for thing in frame.objects)
    video = read_video(Path(report["clip"]))
    assert (video.codec, video.fps, video.faststart) == ("avc1", 24, True)
    assert video.frames == sum(round(frame.hold * 24) for frame in script.frames)
    assert min(video.width, video.height) >= 512

    before = shown_bytes(storyreel, folder)
    darker = storyreel("revise", str(folder), "make frame 5 darker")
    after = shown_bytes(storyreel, folder)
    assert darker["scope"] == darker["changed"] == ["f5"]
    assert darker["rendered"] == []
    assert [frame for frame in before if before[frame] != after[frame]] == ["f5"]
    (fact,) = darker["facts"]
    assert fact["luma_after"] <= 0.9 * fact["luma_before"]

    undone = storyreel("undo", str(folder))
    assert undone["rendered"] == []
    assert shown_bytes(storyreel, folder) == before
    storyreel("redo", str(folder))
    assert shown_bytes(storyreel, folder) == after


def test_the_same_command_and_seed_give_the_same_script_and_stills(
    storyreel: Run, tmp_path: Path
) -> None:
    digests: list[tuple[str, list[str]]] = []
    for name in ("one", "two"):
        made(storyreel, tmp_path / name, frames=3)
        script = (tmp_path / name / "script.json").read_text(encoding="utf-8")
        stills = sorted((tmp_path / name / "frames").glob("*.png"))
        digests.append((script, [hashlib.sha256(p.read_bytes()).hexdigest() for p in stills]))
    assert digests[0] == digests[1]


def test_a_second_writer_is_refused_with_the_pid_of_the_first(
    storyreel: Run, pocket_home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "fox"
    words = [*command(), "make", PREMISE, "--frames", "8", "--seed", "7", "--out", str(folder)]
    first = subprocess.Popen(words, env=environment(pocket_home), stderr=subprocess.DEVNULL)
    try:
        while not (folder / "project.sqlite3").exists():
            assert first.poll() is None
            time.sleep(0.05)
        refused = storyreel("revise", str(folder), "make frame 1 darker", code=6)
        assert str(first.pid) in refused["error"]["message"]
    finally:
        first.kill()
        first.wait()


def test_a_kill_at_any_moment_loses_nothing_that_was_committed(
    storyreel: Run, pocket_home: Path, tmp_path: Path
) -> None:
    chance = random.Random(7)
    for number in range(4):
        folder = tmp_path / f"fox{number}"
        words = [*command(), "make", PREMISE, "--frames", "4", "--seed", "7", "--out", str(folder)]
        process = subprocess.Popen(
            words,
            env=environment(pocket_home),
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        while not (folder / "project.sqlite3").exists():
            assert process.poll() is None
            time.sleep(0.05)
        time.sleep(chance.uniform(0.1, 6.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        finished = {path.name for path in (folder / "frames").glob("*.png")}
        document = storyreel("render", str(folder))
        assert document["frames"] == 4
        assert len(document["rendered"]) == 4 - len(finished)
        states = {frame["state"] for frame in storyreel("show", str(folder))["frames"]}
        assert states == {"fresh"}
