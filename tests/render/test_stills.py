from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.errors import ProjectDamaged, ProjectError
from tools.compose.pixels import encode_png
from tools.render.stills import StillStore

KEY = "ab" * 32
PNG = encode_png(np.arange(48, dtype=np.uint8).reshape(4, 4, 3))


def unrecorded(key: str) -> None:
    return None


def test_what_was_put_is_there_and_is_read_back(tmp_path: Path) -> None:
    store = StillStore(tmp_path / "frames", unrecorded)
    assert not store.has(KEY)
    assert store.put(KEY, PNG) == store.path(KEY) == tmp_path / "frames" / f"{KEY}.png"
    assert store.has(KEY)
    assert store.read(KEY) == PNG
    assert [path.name for path in (tmp_path / "frames").iterdir()] == [f"{KEY}.png"]


@given(position=st.integers(0, len(PNG) - 1), bit=st.integers(0, 7), known=st.booleans())
@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200
)
def test_one_flipped_bit_anywhere_makes_it_missing(
    tmp_path: Path, position: int, bit: int, known: bool
) -> None:
    digest = hashlib.sha256(PNG).hexdigest()
    store = StillStore(tmp_path, lambda key: digest if known else None)
    flipped = bytearray(PNG)
    flipped[position] ^= 1 << bit
    store.path(KEY).write_bytes(flipped)
    # Without a record, PNG's own checksums do not cover the file's end mark's length.
    if known or position < len(PNG) - 12:
        assert not store.has(KEY)
        with pytest.raises(ProjectDamaged, match=KEY):
            store.read(KEY)


@pytest.mark.parametrize("length", [0, 1, 20, len(PNG) // 2, len(PNG) - 13])
def test_a_cut_still_is_missing(tmp_path: Path, length: int) -> None:
    store = StillStore(tmp_path, unrecorded)
    store.path(KEY).write_bytes(PNG[:length])
    assert not store.has(KEY)


def test_another_sound_picture_under_the_name_is_missing(tmp_path: Path) -> None:
    store = StillStore(tmp_path, lambda key: hashlib.sha256(PNG).hexdigest())
    store.path(KEY).write_bytes(encode_png(np.zeros((4, 4, 3), np.uint8)))
    assert not store.has(KEY)


def test_the_damaged_file_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    store = StillStore(tmp_path, unrecorded)
    store.path(KEY).write_bytes(b"damaged")
    store.put(KEY, PNG)
    assert store.read(KEY) == PNG
    assert (tmp_path / f"{KEY}.png.damaged").read_bytes() == b"damaged"


def test_looking_changes_nothing(tmp_path: Path) -> None:
    store = StillStore(tmp_path, unrecorded)
    store.path(KEY).write_bytes(b"damaged")
    store.has(KEY)
    assert [path.name for path in tmp_path.iterdir()] == [f"{KEY}.png"]


def test_sweep_takes_orphans_only(tmp_path: Path) -> None:
    store = StillStore(tmp_path, unrecorded)
    store.put(KEY, PNG)
    orphan = tmp_path / f".{KEY}.png.123.tmp"
    orphan.write_bytes(PNG[:9])
    assert store.sweep() == (orphan,)
    assert store.sweep() == ()
    assert store.has(KEY)
    assert StillStore(tmp_path / "absent", unrecorded).sweep() == ()


def test_a_file_in_the_folders_place_is_a_project_error(tmp_path: Path) -> None:
    (tmp_path / "frames").write_text("in the way", encoding="utf-8")
    with pytest.raises(ProjectError, match="frames"):
        StillStore(tmp_path / "frames", unrecorded).put(KEY, PNG)
