"""Encoding with the real ffmpeg, and each way in which it can fail."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import psutil
import pytest

from schemas.errors import DiskFull, RenderError, StoryreelError
from tests.compose.samples import decoded, described
from tools.compose.encoder import Clip, encode
from tools.compose.mp4 import read_video
from tools.compose.pixels import Rgb

COLOURS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (250, 240, 20), (20, 90, 160), (128, 128, 128))


def _clip(width: int = 64, height: int = 64, frames: int = 6, fps: int = 24) -> Clip:
    return Clip(width, height, fps, frames, title="The fox", comment="A fox sits. ünï = \\;")


def _plain(clip: Clip) -> Iterator[Rgb]:
    for number in range(clip.frames):
        yield np.full((clip.height, clip.width, 3), COLOURS[number % 6], np.uint8)


def _noise(clip: Clip) -> Iterator[Rgb]:
    dice = np.random.default_rng(1)
    for _ in range(clip.frames):
        yield dice.integers(0, 256, (clip.height, clip.width, 3), dtype=np.uint8)


def _run(pictures: Iterator[Rgb], clip: Clip, target: Path) -> list[int]:
    return list(encode(pictures, clip, target))


def _left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_clip_is_what_players_expect(tmp_path: Path) -> None:
    clip = _clip(fps=6)
    assert _run(_plain(clip), clip, tmp_path / "clip.mp4") == [1, 2, 3, 4, 5, 6]
    facts = read_video(tmp_path / "clip.mp4")
    assert facts.codec == "avc1"
    assert (facts.width, facts.height, facts.frames) == (64, 64, 6)
    assert facts.fps == Fraction(6)
    assert facts.colour == (1, 1, 1)
    assert facts.faststart
    said = described(tmp_path / "clip.mp4")
    assert "yuv420p(tv, bt709" in said
    assert "title           : The fox" in said
    assert "comment         : A fox sits. ünï = \\;" in said
    assert _left_in(tmp_path) == ["clip.mp4"]


def test_colours_survive(tmp_path: Path) -> None:
    clip = _clip()
    _run(_plain(clip), clip, tmp_path / "clip.mp4")
    shown = decoded(tmp_path / "clip.mp4", 64, 64).astype(int)
    meant = np.stack(list(_plain(clip))).astype(int)
    assert np.abs(shown - meant).max() <= 3


def test_the_same_pictures_give_the_same_bytes(tmp_path: Path) -> None:
    clip = _clip(frames=30)
    _run(_noise(clip), clip, tmp_path / "a.mp4")
    _run(_noise(clip), clip, tmp_path / "b.mp4")
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


@pytest.mark.parametrize("size", [(65, 64), (64, 65), (67, 69)])
def test_odd_sizes_are_padded(tmp_path: Path, size: tuple[int, int]) -> None:
    clip = _clip(*size)
    _run(_plain(clip), clip, tmp_path / "clip.mp4")
    facts = read_video(tmp_path / "clip.mp4")
    assert (facts.width, facts.height) == (size[0] + size[0] % 2, size[1] + size[1] % 2)


def test_one_frame_is_a_clip(tmp_path: Path) -> None:
    clip = _clip(frames=1)
    _run(_plain(clip), clip, tmp_path / "clip.mp4")
    assert read_video(tmp_path / "clip.mp4").frames == 1


def test_a_colon_or_a_percent_sign_in_the_path_means_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "http: 100%d"
    folder.mkdir()
    clip = _clip()
    _run(_plain(clip), clip, folder / "clip.mp4")
    assert _left_in(folder) == ["clip.mp4"]


def test_a_long_premise_is_cut(tmp_path: Path) -> None:
    clip = _clip()._replace(comment="x" * 2000)
    _run(_plain(clip), clip, tmp_path / "clip.mp4")
    content = (tmp_path / "clip.mp4").read_bytes()
    assert b"x" * 1000 in content
    assert b"x" * 1001 not in content


def test_a_picture_of_another_size_is_refused(tmp_path: Path) -> None:
    clip = _clip()
    pictures = iter([np.zeros((64, 64, 3), np.uint8), np.zeros((64, 63, 3), np.uint8)])
    with pytest.raises(RenderError, match=r"picture 2 .*\(64, 63, 3\)"):
        _run(pictures, clip, tmp_path / "clip.mp4")
    assert _left_in(tmp_path) == []


@pytest.mark.parametrize("sent", [0, 5, 7])
def test_a_wrong_number_of_pictures_is_refused(tmp_path: Path, sent: int) -> None:
    clip = _clip(frames=6)
    with pytest.raises(RenderError, match=r"instead of 6|more than its 6"):
        _run(_plain(clip._replace(frames=sent)), clip, tmp_path / "clip.mp4")
    assert _left_in(tmp_path) == []


def test_a_missing_ffmpeg_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "nowhere"))
    clip = _clip()
    with pytest.raises(RenderError, match="nowhere") as raised:
        _run(_plain(clip), clip, tmp_path / "clip.mp4")
    assert "IMAGEIO_FFMPEG_EXE" in raised.value.hint


def test_a_program_that_does_nothing_is_not_taken_for_ffmpeg(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "/bin/true")
    clip = _clip()
    with pytest.raises(RenderError, match="not a complete MP4"):
        _run(_plain(clip), clip, tmp_path / "clip.mp4")


def test_what_ffmpeg_said_is_in_the_error(tmp_path: Path) -> None:
    clip = _clip()
    with pytest.raises(RenderError, match="No such file or directory"):
        _run(_plain(clip), clip, tmp_path / "missing" / "clip.mp4")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 64 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if os.name != "posix" or os.getuid() != 0:
        pytest.skip("only root can mount a small disk")
    done = subprocess.run(mount, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip(f"cannot mount a small disk: {done.stderr.strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.fixture
def small_files(tmp_path: Path) -> Iterator[Path]:
    """A folder in which no file may grow beyond 64 KiB."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, limits[1]))
    yield tmp_path
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.parametrize("place", ["small_disk", "small_files"])
def test_a_full_disk_is_said_and_leaves_nothing(place: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(place)
    clip = _clip(256, 256, 48)
    with pytest.raises(DiskFull, match=r"clip\.mp4"):
        _run(_noise(clip), clip, folder / "clip.mp4")
    assert [name for name in _left_in(folder) if "mp4" in name] == []


def test_a_failed_encoding_keeps_the_old_clip(tmp_path: Path) -> None:
    clip = _clip()
    _run(_plain(clip), clip, tmp_path / "clip.mp4")
    old = (tmp_path / "clip.mp4").read_bytes()
    with contextlib.suppress(StoryreelError):
        _run(_plain(clip._replace(frames=3)), clip, tmp_path / "clip.mp4")
    assert (tmp_path / "clip.mp4").read_bytes() == old
    assert _left_in(tmp_path) == ["clip.mp4"]


def test_closing_ends_ffmpeg_and_leaves_nothing(tmp_path: Path) -> None:
    clip = _clip(frames=1000)
    before = {child.pid for child in psutil.Process().children()}
    encoding = encode(_noise(clip), clip, tmp_path / "clip.mp4")
    for _ in range(5):
        next(encoding)
    running = [child for child in psutil.Process().children() if child.pid not in before]
    assert len(running) == 1
    encoding.close()
    assert not running[0].is_running()
    assert _left_in(tmp_path) == []


_INTERRUPTED = """
import sys, numpy, pathlib
from tools.compose.encoder import Clip, encode
clip = Clip(64, 64, 24, 10**9, "t", "c")
def pictures():
    while True:
        yield numpy.zeros((64, 64, 3), numpy.uint8)
for done in encode(pictures(), clip, pathlib.Path(sys.argv[1])):
    if done == 5:
        print("encoding", flush=True)
"""


def test_ctrl_c_ends_ffmpeg_and_leaves_nothing(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _INTERRUPTED, str(tmp_path / "clip.mp4")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "encoding\n"
        (ffmpeg,) = psutil.Process(process.pid).children()
        process.send_signal(signal.SIGINT)
        assert "KeyboardInterrupt" in process.communicate()[1]
    assert not ffmpeg.is_running()
    assert _left_in(tmp_path) == []
