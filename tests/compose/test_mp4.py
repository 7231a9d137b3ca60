"""Reading MP4 files back, whole and broken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from schemas.errors import RenderError
from tools.compose.encoder import Clip, encode
from tools.compose.mp4 import read_video


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    clip = Clip(64, 64, 24, 3, "t", "c")
    for _ in encode((np.zeros((64, 64, 3), np.uint8) for _ in range(3)), clip, path):
        pass
    return path.read_bytes()


def test_a_truncated_file_is_refused_wherever_it_ends(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "clip.mp4"
    for end in range(0, len(whole), 13):
        path.write_bytes(whole[:end])
        with pytest.raises(RenderError, match=r"clip\.mp4"):
            read_video(path)


def test_flipped_bytes_never_break_the_reader(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "clip.mp4"
    for position in range(0, len(whole), 3):
        damaged = bytearray(whole)
        damaged[position] ^= 0xFF
        path.write_bytes(damaged)
        try:
            read_video(path)
        except RenderError as error:
            assert "clip.mp4" in error.message


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="nothing"):
        read_video(tmp_path / "nothing.mp4")
