"""Everyday, misspelt and passing names of frames: what a request acts on, and where it puts one.

everyday_names.txt holds `request | 1 2` (frames acted on) and `request | -@3` (a place behind 3).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.drafts import FrameDraft, ScriptDraft
from schemas.script import FrameScript, SceneObject
from tools.script.building import build_script
from tools.script.reading.spelling import is_slip
from tools.script.scope import read_references

LINES = (Path(__file__).parent / "everyday_names.txt").read_text(encoding="utf-8").splitlines()
SEEN = (
    *(("fox",), ("fox", "lantern"), ("fox", "butterfly"), ("tree", "fox")),
    *(("fox",), ("fox", "lighthouse"), ("fox", "butterfly"), ("fox", "lighthouse")),
)


@pytest.fixture(scope="module")
def script() -> FrameScript:
    frames = tuple(
        FrameDraft(
            action="The fox walks.",
            objects=tuple(SceneObject(name=name) for name in names),
            background="snowy forest",
        )
        for names in SEEN
    )
    draft = ScriptDraft(title="The Fox", frames=frames)
    return build_script(draft, premise="a fox", seed=7, width=256, height=256, fps=6)


@pytest.mark.parametrize("line", LINES)
def test_a_request_acts_on_the_frames_that_it_means(line: str, script: FrameScript) -> None:
    request, wanted = line.split(" | ")
    found = read_references(request, script)
    if wanted.startswith("-@"):
        assert found.place is not None
        after = found.place.after
        assert (script.index_of(after) if after else 0) == int(wanted[2:])
        assert not found.named or not found.acted
    else:
        assert [script.index_of(each) for each in found.acted] == [int(n) for n in wanted.split()]


@pytest.mark.parametrize("word", ["fram", "frmae", "frane", "framee", "rame"])
def test_one_slip_is_forgiven(word: str) -> None:
    assert is_slip(word, "frame")


@pytest.mark.parametrize("word", ["flare", "fume", "from", "game", "framework"])
def test_another_word_is_no_slip(word: str) -> None:
    assert not is_slip(word, "frame")
