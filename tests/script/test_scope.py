"""Which frames a request names."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.edits import LockFrames
from schemas.errors import ScopeError
from schemas.revisions import Scope
from schemas.script import FrameScript
from tests.script.samples import sample_script
from tools.script.edits import apply_edits
from tools.script.reading.numbers import CARDINALS, ORDINALS
from tools.script.reading.passage import words_of
from tools.script.scope import read_references, read_scope

SCRIPT = apply_edits(sample_script(8), (LockFrames(ids=("f3",)),), Scope(ids=("f3",), named=True))

READ = [
    line
    for line in (Path(__file__).parent / "requests.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def answer(request: str, script: FrameScript) -> str:
    try:
        read = read_references(request, script)
    except ScopeError:
        return "!"
    acted = "".join(frame_id[1:] for frame_id in read.acted) or "-"
    place = "" if read.place is None else f"@{(read.place.after or 'f0')[1:]}"
    return (acted if read.named else "*") + place


@pytest.mark.parametrize("line", READ)
def test_request_names(line: str) -> None:
    request, expected = line.split(" | ")
    assert answer(request, SCRIPT) == expected


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ("make frame 12 darker", "there is no frame 12; the script has frames 1 to 8"),
        ("insert a frame after 12", "there is no frame 12; the script has frames 1 to 8"),
        ("darken shot 3", "there is no shot 3; the script has 2 shots"),
        ("brighten the frames with the dragon", "there is no frame with 'dragon' in the script"),
        (
            "remove all frames after 8",
            "there is no frame after frame 8; the script has frames 1 to 8",
        ),
    ],
)
def test_refusal_says_what_is_missing_and_what_there_is(request_: str, message: str) -> None:
    with pytest.raises(ScopeError) as caught:
        read_scope(request_, SCRIPT)
    assert caught.value.message == message
    assert caught.value.hint


def test_words_that_name_nothing_leave_the_whole_script_open() -> None:
    scope = read_scope("make it more dramatic", SCRIPT)
    assert not scope.named
    assert scope.ids == tuple(frame.id for frame in SCRIPT.frames)


def test_rest_is_the_request_without_its_references() -> None:
    assert read_references("make every night frame brighter", SCRIPT).rest == "make brighter"
    added = read_references("add a frame after 3 where the fox sleeps", SCRIPT)
    assert added.rest == "add a frame where the fox sleeps"


def test_script_of_one_frame() -> None:
    single = sample_script(1)
    assert read_scope("make the last frame darker", single).ids == ("f1",)
    with pytest.raises(ScopeError, match="only frame 1"):
        read_scope("make frame 2 darker", single)
    with pytest.raises(ScopeError, match="leave no frame"):
        read_scope("everything except frame 1 darker", single)


CARDINAL = {value: word for word, value in CARDINALS.items()}
ORDINAL = {
    value: word
    for word, value in ORDINALS.items()
    if word not in ("opening", "initial", "starting")
}
WRAPPED = (
    "make {} darker",
    "{} should be at night",
    "please put a fox in {}",
    "lock {}",
    "remove {}",
)


@st.composite
def phrases(draw: st.DrawFn, count: int) -> tuple[str, frozenset[int]]:
    """A phrase that names frames, and the indices that it names."""
    index = st.integers(1, count)
    one, low, high = draw(index), *sorted((draw(index), draw(index)))
    several = draw(st.lists(index, min_size=2, max_size=4, unique=True))
    listed = ", ".join(str(i) for i in several[:-1])
    between = frozenset(range(low, high + 1))
    return draw(
        st.sampled_from(
            [
                (f"frame {one}", frozenset({one})),
                (f"frame {CARDINAL[one]}", frozenset({one})),
                (f"frame number {one}", frozenset({one})),
                (f"the {ORDINAL[one]} frame", frozenset({one})),
                (f"panel {one}", frozenset({one})),
                (f"@{one}", frozenset({one})),
                (f"f{one}", frozenset({one})),
                (f"frames {low}-{high}", between),
                (f"frames {low} to {high}", between),
                (f"frames {CARDINAL[low]} through {CARDINAL[high]}", between),
                (f"frames {listed} and {several[-1]}", frozenset(several)),
                (f"frames {listed}, and {several[-1]}", frozenset(several)),
                (f"the last {CARDINAL[one]} frames", frozenset(range(count - one + 1, count + 1))),
                (f"the first {one} frames", frozenset(range(1, one + 1))),
                (f"all frames from {low} to {high}", between),
                ("the last frame", frozenset({count})),
                ("every frame", frozenset(range(1, count + 1))),
            ]
        )
    )


@given(data=st.data(), count=st.integers(4, 64), wrapped=st.sampled_from(WRAPPED))
def test_phrase_names_what_it_was_made_from(data: st.DataObject, count: int, wrapped: str) -> None:
    phrase, indices = data.draw(phrases(count))
    scope = read_scope(wrapped.format(phrase), sample_script(count))
    assert scope.named
    assert scope.ids == tuple(f"f{index}" for index in sorted(indices))


BUT = ("except", "but", "except for")


@given(data=st.data(), count=st.integers(4, 64), but=st.sampled_from(BUT))
def test_exception_names_the_complement(data: st.DataObject, count: int, but: str) -> None:
    phrase, indices = data.draw(phrases(count))
    request = f"make all frames {but} {phrase} darker"
    left = tuple(f"f{index}" for index in range(1, count + 1) if index not in indices)
    if left:
        assert read_scope(request, sample_script(count)).ids == left
    else:
        with pytest.raises(ScopeError):
            read_scope(request, sample_script(count))


@given(moved=st.integers(1, 8), place=st.integers(1, 8), after=st.booleans())
def test_move_names_one_frame_and_a_place(moved: int, place: int, after: bool) -> None:
    word = "after" if after else "before"
    read = read_references(f"move frame {moved} {word} frame {place}", SCRIPT)
    assert read.acted == (f"f{moved}",)
    assert read.place is not None
    staying = [index for index in range(1, 9) if index != moved]
    before = [index for index in staying if index < place + after]
    assert read.place.after == (f"f{before[-1]}" if before else None)


VOCABULARY = (
    "frame frames the last first 3 12 0 2-4 to after before every all except but and , night f5 @2 "
    "second two move insert a between shot from on end with fox swap odd middle rest . 1.5 -"
)
WORDS = st.sampled_from(sorted(words_of(VOCABULARY)))


@given(request=st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=80))
def test_any_text_is_read_or_refused(request: str) -> None:
    known = tuple(frame.id for frame in SCRIPT.frames)
    try:
        read = read_references(request, SCRIPT)
    except ScopeError as error:
        assert error.message
        assert error.hint
    else:
        assert [frame_id for frame_id in known if frame_id in read.acted] == list(read.acted)
        assert read.place is None or read.place.after is None or read.place.after in known
        assert read.named or read.acted == known
