"""What the model supposes where the premise does not say: who it is about, and where."""

from __future__ import annotations

from collections.abc import Sequence

from agent.local.engine import Engine
from agent.pocket.casting import Member
from agent.pocket.prompting import NEUTRAL_PREMISE, cast_prompt, place_prompt


def likeliest_cast(engine: Engine, premise: str, names: Sequence[str]) -> tuple[Member, ...]:
    """The two of `names` that `premise` makes likelier than any premise does, best first."""
    ranked = _ranked(
        engine,
        engine.prompt(cast_prompt(premise)),
        engine.prompt(cast_prompt(NEUTRAL_PREMISE)),
        names,
    )
    return tuple(Member(name, name) for name in ranked[:2])


def likeliest_place(engine: Engine, premise: str, names: Sequence[str]) -> str:
    """The one of `names` that `premise` makes likelier than any premise does."""
    return _ranked(
        engine,
        engine.prompt(place_prompt(premise)),
        engine.prompt(place_prompt(NEUTRAL_PREMISE)),
        names,
    )[0]


def _ranked(
    engine: Engine, prompt: list[int], neutral: list[int], names: Sequence[str]
) -> list[str]:
    lead = engine.encode("The")
    gains = engine.calibrated([*prompt, *lead], [*neutral, *lead], [f" {name}" for name in names])
    order = sorted(range(len(names)), key=lambda place: -gains[place])
    return [names[place] for place in order]
