"""Slips, moods and places in the words of a request, read by code alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from agent.director import Answer
from agent.pocket.deciding.checking import applicable
from agent.pocket.lexicon import Lexicon
from agent.pocket.revising.asking import Asked
from agent.pocket.revising.moods import read_mood
from agent.pocket.revising.spelling import respelt
from schemas.edits import LockFrames, SetStyle
from schemas.revisions import Scope
from schemas.script import FrameScript
from tools.render.catalog import pocket_vocabulary
from tools.script.edits import apply_edits
from tools.script.scope import read_references, read_scope

SCRIPT = TypeAdapter(dict[str, FrameScript]).validate_python(
    json.loads(
        (Path(__file__).parents[1] / "development" / "director_scripts.json").read_text("utf-8")
    )
)["bakery"]
LEXICON = Lexicon(pocket_vocabulary())


def asked(request: str, script: FrameScript = SCRIPT) -> Asked:
    return Asked.of(script, request, read_scope(request, script), LEXICON, closed=True)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("make brigther", "make brighter"),
        ("add a rabit and a lantren", "add a rabbit and a lantern"),
        ("a thunderstrom", "a thunderstorm"),
        ("lower the brightness", "lower the brightness"),
        ("unprotect the house", "unprotect the house"),
    ],
)
def test_a_slip_is_read_as_what_was_meant_and_a_word_stays(typed: str, meant: str) -> None:
    assert respelt(typed, LEXICON) == meant


@pytest.mark.parametrize(
    ("request_", "direction"),
    [("make frame 5 spookier", -1), ("give frame 8 a scary mood", -1), ("frame 1: happier", 1)],
)
def test_a_mood_changes_the_light(request_: str, direction: int) -> None:
    mood = read_mood(asked(request_))
    assert mood is not None
    assert direction * mood[1].exposure > 0


@pytest.mark.parametrize("request_", ["put a scary ghost in frame 2", "make frame 3 less sad"])
def test_words_that_describe_a_thing_or_the_opposite_set_no_mood(request_: str) -> None:
    assert read_mood(asked(request_)) is None


@pytest.mark.parametrize(
    ("request_", "moved", "after"),
    [
        ("frame 6 ought to come right after frame 2", "f6", "f2"),
        ("start the story with frame 4", "f4", None),
        ("the third frame belongs before the first", "f3", None),
        ("bring number 8 forward so it comes before 5", "f8", "f4"),
        ("end with the second frame", "f2", "f8"),
    ],
)
def test_a_wish_for_another_place_names_frame_and_place(
    request_: str, moved: str, after: str | None
) -> None:
    references = read_references(request_, SCRIPT)
    assert references.acted == (moved,)
    assert references.place is not None
    assert references.place.after == after


def test_what_to_do_is_left_without_the_way_to_the_frame() -> None:
    assert asked("the lantern in frame 5 has to go").text == "the lantern has to go"
    assert asked("set frames 2 through 5 at dusk").text == "set at dusk"


def test_edits_that_a_lock_forbids_become_an_explanation() -> None:
    everything = Scope(ids=tuple(frame.id for frame in SCRIPT.frames), named=False)
    locked = apply_edits(SCRIPT, (LockFrames(ids=("f3",)),), everything)
    wish = asked("in woodcut style", locked)
    answer = Answer(commands=(SetStyle(style="woodcut"),), reply="done")
    refused = applicable(answer, wish)
    assert refused.commands == ()
    assert "frame 3 is locked" in refused.reply
    assert applicable(answer, asked("in woodcut style")) == answer
