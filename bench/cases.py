"""Requests, questions and premises with what must come of them; tests/data explains the files.

The held-out set measures; rules, weights and training data are designed on the development set.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, TypeAdapter

from schemas.base import Value
from schemas.script import FrameScript, Position, Scale, TimeOfDay, Weather

Direction = Literal["up", "down"]


class Expected(Value):
    """What holds afterwards in each frame meant; None is not judged."""

    background: str | None = None
    time_of_day: TimeOfDay | None = None
    weather: Weather | None = None
    lighting: str | None = None
    camera: str | None = None
    hold: float | Direction | None = None
    exposure: Direction | None = None
    contrast: Direction | None = None
    saturation: Direction | None = None
    temperature: Direction | None = None
    variation: Direction | None = None
    added: tuple[str, ...] | None = None
    removed: tuple[str, ...] | None = None
    object: str | None = None
    position: Position | None = None
    scale: Scale | None = None
    action: tuple[str, ...] | None = None
    style: tuple[str, ...] | None = None
    name: str | None = None
    look: tuple[str, ...] | None = None
    after: int | None = None
    same_as: int | None = None


class Request(Value):
    """A request and what must come of it."""

    script: str
    request: str
    operation: str
    operation_any: tuple[str, ...] = ()
    frames: tuple[int, ...]
    expect: Expected = Expected()
    expect_any: dict[str, tuple[object, ...]] = Field(default_factory=dict)
    category: str
    traits: tuple[str, ...] = ()

    @property
    def operations(self) -> frozenset[str]:
        """Every operation that serves it."""
        return frozenset({self.operation, *self.operation_any})


class Question(Value):
    """A line that must change nothing."""

    script: str
    line: str
    category: str


class Premise(Value):
    """A premise and whom its story is about, in the pocket renderer's words."""

    premise: str
    subject: str


@dataclass(frozen=True, slots=True)
class Cases:
    """The files of one set; reading them raises OSError where the source tree is absent."""

    folder: Path

    def scripts(self) -> dict[str, FrameScript]:
        """The frame scripts that are spoken of, by name."""
        text = (self.folder / "director_scripts.json").read_text(encoding="utf-8")
        return TypeAdapter(dict[str, FrameScript]).validate_json(text)

    def requests(self) -> tuple[Request, ...]:
        """What asks for an edit."""
        return tuple(Request.model_validate_json(line) for line in self._lines("requests.jsonl"))

    def questions(self) -> tuple[Question, ...]:
        """What asks for none."""
        return tuple(Question.model_validate_json(line) for line in self._lines("questions.jsonl"))

    def premises(self) -> tuple[Premise, ...]:
        """What scripts are written for; the development set has none."""
        pairs = (line.split("\t") for line in self._lines("premises.txt"))
        return tuple(Premise(premise=premise, subject=subject) for premise, subject in pairs)

    def _lines(self, name: str) -> list[str]:
        text = (self.folder / f"director_{name}").read_text(encoding="utf-8")
        return [line for line in text.splitlines() if line.strip()]


_TESTS: Final = Path(__file__).parents[1] / "tests"
HELD_OUT: Final = Cases(_TESTS / "data")
DEVELOPMENT: Final = Cases(_TESTS / "development")
