"""Directors and renderers to choose from, as far as this machine knows them without a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from schemas.capabilities import Capabilities
from schemas.checks import ModelState
from schemas.settings import Settings

Kind = Literal["director", "renderer"]

KEYS = {"OPENAI_API_KEY": "openai:", "ANTHROPIC_API_KEY": "anthropic:"}
"""Environment variables that hold keys, and how the directors behind them begin."""


@dataclass(frozen=True)
class Candidate:
    """A model that the user may choose."""

    kind: Kind
    id: str
    """What is chosen; one that ends with a colon lacks the model's name."""
    state: str
    """ready, unprepared, missing, endpoint, key found, or another word."""
    note: str

    @property
    def complete(self) -> bool:
        """Whether the id names a model."""
        return not self.id.endswith(":")


def candidates(
    settings: Settings,
    states: Sequence[ModelState],
    environment: Mapping[str, str],
    records: Mapping[str, Capabilities],
) -> tuple[Candidate, ...]:
    """What is on this machine, what the settings name, and whose keys are in the environment.

    Args:
        settings: the user's.
        states: of the models on this machine.
        environment: the process's variables; the keys in it are never shown.
        records: what was found when directors were probed, by their ids.
    """
    found = [Candidate(each.kind, each.id, each.state, each.detail) for each in states]
    known = {each.id for each in found}
    found += [
        Candidate(
            "director",
            name,
            "endpoint",
            f"{endpoint.model} at {endpoint.base_url}; {findings(records.get(name))}",
        )
        for name, endpoint in settings.endpoints.items()
        if name not in known
    ]
    found += [
        Candidate("director", prefix, "key found", f"{name} is set; add the model's name")
        for name, prefix in KEYS.items()
        if environment.get(name)
    ]
    return tuple(found)


def findings(record: Capabilities | None) -> str:
    """What a director was found to be able to do, and when, in a line."""
    if record is None:
        return "not probed yet: /probe tries it"
    marks = {
        "tools": record.tools,
        "streamed tools": record.tool_streaming,
        "forced tools": record.forced_choice,
        "JSON schema": record.json_schema,
        "token counts": record.usage,
    }
    able = ", ".join(name for name, works in marks.items() if works) or "plain text only"
    unable = ", ".join(name for name, works in marks.items() if not works)
    without = f"; not {unable}" if unable else ""
    return f"{able}{without} (probed {record.probed:%Y-%m-%d})"


def with_current(found: Sequence[Candidate], kind: Kind, current: str) -> tuple[Candidate, ...]:
    """The candidates of a kind, with the one in use, should it be none of them."""
    some = tuple(each for each in found if each.kind == kind)
    if any(each.id == current for each in some):
        return some
    return (Candidate(kind, current, "in use", "named by the settings or the project"), *some)
