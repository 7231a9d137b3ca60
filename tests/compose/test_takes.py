"""Takes: a folder that exists only when it is complete."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from schemas.errors import ProjectError, RenderError
from schemas.render import Capabilities, RenderSettings
from schemas.script import FrameId, FrameScript
from schemas.takes import ClipForm, Manifest
from tests.compose.samples import described, script_of, write_stills
from tools.compose.forms import clip_fps, clip_frame_count
from tools.compose.mp4 import read_video
from tools.compose.takes import CLIP, compose_take, next_take_number, take_folder

FILES = ["clip.mp4", "manifest.json", "storyboard.png"]


def _manifest(script: FrameScript, take: int, form: ClipForm = "animatic") -> Manifest:
    return Manifest(
        storyreel="0.1.0",
        take=take,
        revision=1,
        created=datetime(2026, 1, 2, tzinfo=UTC),
        director="scripted",
        renderer=Capabilities(
            id="toy",
            weights="0" * 64,
            version="1",
            scheduler="{}",
            dialect="prose",
            vocabulary=None,
            modes=("anchor",),
            width=64,
            height=64,
            num_inference_steps=1,
            guidance_scale=1,
            dtype="float32",
            device="cpu",
        ),
        settings=RenderSettings(
            width=64, height=64, num_inference_steps=1, guidance_scale=1, mode="anchor"
        ),
        form=form,
        script=script,
        frames=(),
        clip_frames=clip_frame_count(script, form),
        clip_fps=clip_fps(script, form),
    )


@pytest.fixture
def script() -> FrameScript:
    return script_of({"camera": "zoom in"}, {"hold": 1.0}, shots="ab", fps=5)


@pytest.fixture
def stills(script: FrameScript, tmp_path: Path) -> dict[FrameId, Path]:
    folder = tmp_path / "frames"
    folder.mkdir()
    return write_stills(script, folder)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return tmp_path / "project"


@pytest.mark.parametrize(("form", "frames", "fps"), [("animatic", 36, 24), ("flipbook", 2, 5)])
def test_a_take_is_complete(
    project: Path,
    script: FrameScript,
    stills: dict[FrameId, Path],
    form: ClipForm,
    frames: int,
    fps: int,
) -> None:
    manifest = _manifest(script, 1, form)
    progress = list(compose_take(project, manifest, stills))
    folder = project / "takes" / "0001"
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert Manifest.model_validate_json((folder / "manifest.json").read_bytes()) == manifest
    facts = read_video(folder / CLIP)
    assert (facts.frames, facts.fps, facts.width) == (frames, fps, 512)
    with Image.open(folder / "storyboard.png") as sheet:
        assert sheet.format == "PNG"
    assert "comment         : A fox sits." in described(folder / CLIP)
    assert [event.done for event in progress] == sorted(event.done for event in progress)
    assert (progress[0].done, progress[-1].done, progress[-1].total) == (0, frames, frames)


def test_takes_are_numbered_and_repeat_byte_for_byte(
    project: Path, script: FrameScript, stills: dict[FrameId, Path]
) -> None:
    assert next_take_number(project) == 1
    for _ in range(2):
        list(compose_take(project, _manifest(script, next_take_number(project)), stills))
    assert next_take_number(project) == 3
    first, second = take_folder(project, 1), take_folder(project, 2)
    for name in ("clip.mp4", "storyboard.png"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_a_take_is_never_overwritten(
    project: Path, script: FrameScript, stills: dict[FrameId, Path]
) -> None:
    list(compose_take(project, _manifest(script, 1), stills))
    with pytest.raises(ProjectError, match="take 1 exists"):
        list(compose_take(project, _manifest(script, 1), stills))


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_stopped_take_leaves_nothing(
    project: Path, script: FrameScript, stills: dict[FrameId, Path], after: int
) -> None:
    with closing(compose_take(project, _manifest(script, 1), stills)) as composing:
        for _ in range(after):
            next(composing)
    assert list((project / "takes").iterdir()) == []


def test_a_failed_take_leaves_nothing(
    project: Path, script: FrameScript, stills: dict[FrameId, Path]
) -> None:
    with pytest.raises(RenderError, match="f2"):
        list(compose_take(project, _manifest(script, 1), {"f1": stills["f1"]}))
    assert list((project / "takes").iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_takes_stay(
    project: Path, script: FrameScript, stills: dict[FrameId, Path]
) -> None:
    list(compose_take(project, _manifest(script, 1), stills))
    shutil.copytree(take_folder(project, 1), project / "takes" / ".0002.99999.tmp")
    assert next_take_number(project) == 2
    list(compose_take(project, _manifest(script, 2), stills))
    assert sorted(path.name for path in (project / "takes").iterdir()) == ["0001", "0002"]


def test_a_file_where_the_folder_should_be_is_said(
    project: Path, script: FrameScript, stills: dict[FrameId, Path]
) -> None:
    project.mkdir()
    (project / "takes").write_text("not a folder", encoding="utf-8")
    with pytest.raises(ProjectError, match="cannot write"):
        list(compose_take(project, _manifest(script, 1), stills))
