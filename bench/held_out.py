"""The held-out requests, questions and premises in tests/data; its README explains them."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import Field, TypeAdapter

from schemas.base import Value
from schemas.script import FrameScript, Position, Scale, TimeOfDay, Weather

FOLDER: Final = Path(__file__).parents[1] / "tests" / "data"

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


class HeldOutRequest(Value):
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


class HeldOutQuestion(Value):
    """A line that must change nothing."""

    script: str
    line: str
    category: str


class HeldOutPremise(Value):
    """A premise and whom its story is about, in the pocket renderer's words."""

    premise: str
    subject: str


def scripts() -> dict[str, FrameScript]:
    """The frame scripts, by name.

    Raises:
        OSError: the file is missing; the held-out data is in the source tree only.
    """
    text = (FOLDER / "director_scripts.json").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, FrameScript]).validate_json(text)


def requests() -> tuple[HeldOutRequest, ...]:
    """The requests.

    Raises:
        OSError: as for :func:`scripts`.
    """
    return tuple(HeldOutRequest.model_validate_json(line) for line in _lines("requests.jsonl"))


def questions() -> tuple[HeldOutQuestion, ...]:
    """The questions and the small talk.

    Raises:
        OSError: as for :func:`scripts`.
    """
    return tuple(HeldOutQuestion.model_validate_json(line) for line in _lines("questions.jsonl"))


def premises() -> tuple[HeldOutPremise, ...]:
    """The premises.

    Raises:
        OSError: as for :func:`scripts`.
    """
    pairs = (line.split("\t") for line in _lines("premises.txt"))
    return tuple(HeldOutPremise(premise=premise, subject=subject) for premise, subject in pairs)


def _lines(name: str) -> list[str]:
    text = (FOLDER / f"director_{name}").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip()]
