"""A request as the model with its adapter reads it, and the grammar of what it answers."""

from __future__ import annotations

from typing import Final

from agent.local.grammar import Grammar, from_lark
from agent.pocket.deciding.calls import CALLS
from agent.pocket.revising.asking import Asked

MOST_CALLS: Final = 3
_LONGEST: Final = 300
"""Characters of a request that the model reads."""


def prompt_of(asked: Asked) -> str:
    """The words that say what to do, and how much they name, in the form of the training.

    The frames themselves are left out: code knows them, and the model need not.
    """
    question = "?" if asked.request.rstrip(" !.").endswith("?") else ""
    return f"{asked.text[:_LONGEST]}{question}\n{_named(asked)} =>"


def answer_of(calls: tuple[str, ...]) -> str:
    """The text that the model answers with: " darker, fog"."""
    return f" {', '.join(calls)}"


def calls_of(answer: str) -> tuple[str, ...]:
    """The calls in an answer; the reverse of :func:`answer_of`."""
    return tuple(dict.fromkeys(part.strip() for part in answer.split(",") if part.strip()))


def answer_grammar() -> Grammar:
    """The grammar of one to three calls; no other text is possible."""
    calls = " | ".join(f'"{name}"' for name in CALLS)
    rules = f'start: " " CALL (", " CALL){{0,{MOST_CALLS - 1}}}\nCALL: {calls}'
    return from_lark(rules)


def _named(asked: Asked) -> str:
    count = len(asked.frames) if asked.scope.named else 0
    frames = "" if not count else "frame" if count == 1 else "frames"
    place = "place" if asked.place is not None else ""
    return f"{frames} {place}".strip() or "all"
