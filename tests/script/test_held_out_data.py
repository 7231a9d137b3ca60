"""The held-out data is sound: it parses, fits its scripts and the vocabulary, repeats nothing."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field, TypeAdapter

from schemas.base import Value
from schemas.edits import Edit, Redo, Undo
from schemas.script import (
    Camera,
    Frame,
    FrameScript,
    HoldSeconds,
    Position,
    Scale,
    TimeOfDay,
    Weather,
)
from tools.pocket.vocabulary import load_vocabulary

DATA = Path(__file__).parent.parent / "data"

Direction = Literal["up", "down"]
Index = Annotated[int, Field(ge=1, le=8)]
Names = Annotated[tuple[str, ...], Field(min_length=1)]
LISTS = {"added", "removed"}


class Expected(Value):
    """What must hold after an edit; absent is not judged."""

    background: str | None = None
    time_of_day: TimeOfDay | None = None
    weather: Weather | None = None
    lighting: str | None = None
    camera: Camera | None = None
    hold: HoldSeconds | Direction | None = None
    exposure: Direction | None = None
    contrast: Direction | None = None
    saturation: Direction | None = None
    temperature: Direction | None = None
    variation: Literal["up"] | None = None
    added: Names | None = None
    removed: Names | None = None
    object: str | None = None
    position: Position | None = None
    scale: Scale | None = None
    action: Names | None = None
    style: Names | None = None
    name: str | None = None
    look: Names | None = None
    after: Annotated[int, Field(ge=0, le=8)] | None = None
    same_as: Index | None = None


class Request(Value):
    """One line of director_requests.jsonl."""

    script: str
    request: Annotated[str, Field(min_length=1)]
    operation: str
    operation_any: Names | None = None
    frames: tuple[Index, ...]
    expect: Expected
    expect_any: dict[str, Names] | None = None
    category: str
    traits: tuple[Literal["typo", "distractor"], ...] = ()

    def outcomes(self) -> list[Expected]:
        """Everything that serves the request: `expect` with each value of `expect_any` in turn."""
        always = self.expect.model_dump(exclude_unset=True)
        return [
            Expected.model_validate(always | {field: (value,) if field in LISTS else value})
            for field, values in (self.expect_any or {}).items()
            for value in values
        ] or [self.expect]


class Question(Value):
    """One line of director_questions.jsonl."""

    script: str
    line: Annotated[str, Field(min_length=1)]
    category: str


def lines(name: str) -> list[str]:
    return (DATA / name).read_text(encoding="utf-8").splitlines()


SCRIPTS = TypeAdapter(dict[str, FrameScript]).validate_json(
    (DATA / "director_scripts.json").read_bytes()
)
REQUESTS = [Request.model_validate_json(line) for line in lines("director_requests.jsonl")]
QUESTIONS = [Question.model_validate_json(line) for line in lines("director_questions.jsonl")]
PREMISES = [tuple(line.split("\t")) for line in lines("director_premises.txt")]

VOCABULARY = load_vocabulary()
THINGS = {thing.name for thing in VOCABULARY.objects}
PLACES = {place.name for place in VOCABULARY.backgrounds}
OPERATIONS = {
    kind.model_fields["op"].default for kind in (*get_args(get_args(Edit)[0]), Undo, Redo)
}
FRAMELESS = {"insert_frame", "undo", "redo", "set_style", "set_character"}
GRADED = {"exposure", "contrast", "saturation", "temperature"}


def named(request: Request) -> list[Frame]:
    return [SCRIPTS[request.script].frames[index - 1] for index in request.frames]


def names_in(frame: Frame) -> set[str]:
    return {thing.name for thing in frame.objects}


def holds_already(expected: Expected, frame: Frame) -> bool:
    """Whether `frame` is as `expected` without any edit; a direction never is."""
    wanted = {field: getattr(expected, field) for field in expected.model_fields_set}
    if wanted.keys() & (GRADED | {"variation"}):
        return False
    plain = ("background", "time_of_day", "weather", "lighting", "camera", "hold")
    placed = [thing for thing in frame.objects if thing.name == expected.object]
    return (
        all(wanted[field] == getattr(frame, field) for field in plain if field in wanted)
        and all(word in frame.action.casefold() for word in expected.action or ())
        and set(expected.added or ()) <= names_in(frame)
        and not set(expected.removed or ()) & names_in(frame)
        and all(
            wanted[field] == getattr(thing, field)
            for thing in placed
            for field in ("position", "scale")
            if field in wanted
        )
    )


def test_there_is_as_much_as_the_readme_says() -> None:
    assert (len(SCRIPTS), len(REQUESTS), len(QUESTIONS), len(PREMISES)) == (4, 240, 40, 40)
    traits = Counter(trait for request in REQUESTS for trait in request.traits)
    assert traits == {"typo": 36, "distractor": 24}


def test_scripts_can_be_drawn_by_the_pocket_renderer() -> None:
    for script in SCRIPTS.values():
        assert len(script.frames) == 8
        for frame in script.frames:
            assert names_in(frame) <= THINGS
            assert frame.background in PLACES
            assert frame.lighting in VOCABULARY.lightings
            assert frame.id == f"f{script.index_of(frame.id)}"


def test_every_operation_of_the_director_is_asked_for() -> None:
    assert {request.operation for request in REQUESTS} == OPERATIONS


def test_requests_keep_to_their_scripts_and_the_vocabulary() -> None:
    for asked in REQUESTS:
        accepted = asked.operation_any or (asked.operation,)
        assert asked.script in SCRIPTS, asked.request
        assert asked.operation in accepted, asked.request
        assert set(accepted) <= OPERATIONS, asked.request
        assert (asked.frames == ()) == (asked.operation in FRAMELESS), asked.request
        assert list(asked.frames) == sorted(set(asked.frames)), asked.request
        for outcome in asked.outcomes():
            assert {*(outcome.added or ()), *(outcome.removed or ())} <= THINGS, asked.request
            assert outcome.background in {None, *PLACES}, asked.request
            assert outcome.lighting in {None, *VOCABULARY.lightings}, asked.request


def test_only_locked_frames_are_unlocked_and_no_other_request_names_one() -> None:
    for asked in REQUESTS:
        unlocks = asked.operation == "unlock_frames"
        assert all(frame.locked == unlocks for frame in named(asked)), asked.request


def test_changes_are_possible_and_not_there_yet() -> None:
    for asked in REQUESTS:
        if asked.operation not in {"update_frames", "grade_frames"}:
            continue
        for outcome in asked.outcomes():
            assert outcome.model_fields_set, asked.request
            assert not all(holds_already(outcome, frame) for frame in named(asked)), asked.request
        for frame in named(asked):
            present = names_in(frame)
            assert set(asked.expect.removed or ()) <= present, asked.request
            assert asked.expect.object in {None, *present, *(asked.expect.added or ())}


def test_questions_are_about_known_scripts() -> None:
    assert {question.script for question in QUESTIONS} == SCRIPTS.keys()


def test_premises_name_one_known_subject_each() -> None:
    subjects = [subject for _, subject in PREMISES]
    assert set(subjects) <= THINGS
    assert len(set(subjects)) == len(subjects)
    for premise, subject in PREMISES:
        assert subject in premise.casefold()


def test_nothing_is_said_twice() -> None:
    said = [
        *(request.request for request in REQUESTS),
        *(question.line for question in QUESTIONS),
        *(premise for premise, _ in PREMISES),
    ]
    plain = Counter(" ".join(re.findall(r"\w+", line.casefold())) for line in said)
    assert [line for line, count in plain.items() if count > 1] == []


def test_files_are_plain_json_lines() -> None:
    for name in ("director_requests.jsonl", "director_questions.jsonl"):
        for line in lines(name):
            assert json.dumps(json.loads(line), ensure_ascii=False) == line


def test_no_line_is_in_the_development_set() -> None:
    def normalised(folder: Path) -> set[str]:
        said = [
            json.loads(line)[key]
            for name, key in (("requests", "request"), ("questions", "line"))
            for line in (folder / f"director_{name}.jsonl").read_text("utf-8").splitlines()
        ]
        return {" ".join(re.findall(r"\w+", line.casefold())) for line in said}

    shared = normalised(DATA) & normalised(DATA.parent / "development")
    assert not shared, f"{len(shared)} lines are in both sets"
