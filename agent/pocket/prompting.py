"""The conversations that the pocket director's model reads."""

from __future__ import annotations

from typing import Final

import prompts
from prompts import Prompt

NEUTRAL_PREMISE: Final = "a short story"
"""A premise that says nothing; what follows from it is the model's habit."""

_PREMISE_LIMIT = 600
"""Characters of the premise that the model reads; it has lost the thread long before."""

Messages = list[dict[str, str]]


def story_prompt(premise: str, count: int) -> Messages:
    """Asks for `count` numbered sentences about `premise`, after the examples."""
    messages = [_message("system", prompts.render(Prompt.STORY_SYSTEM))]
    for story in prompts.stories():
        messages += [
            _request(story.premise, len(story.sentences)),
            _message("assistant", numbered(story.sentences)),
        ]
    return [*messages, _request(shortened(premise), count)]


def cast_prompt(premise: str) -> Messages:
    """Asks who is in the picture; the answer begins with "The"."""
    return [_message("user", prompts.render(Prompt.CAST_REQUEST, premise=shortened(premise)))]


def place_prompt(premise: str) -> Messages:
    """Asks where it happens; the answer begins with "The"."""
    return [_message("user", prompts.render(Prompt.PLACE_REQUEST, premise=shortened(premise)))]


def numbered(sentences: tuple[str, ...]) -> str:
    """One line for each sentence: "1. The fox wakes."."""
    return "\n".join(f"{place}. {text}" for place, text in enumerate(sentences, start=1))


def shortened(premise: str) -> str:
    """The first part of a premise, as much as the model can follow, ending with a whole word."""
    if len(premise) <= _PREMISE_LIMIT:
        return premise
    return premise[:_PREMISE_LIMIT].rsplit(" ", 1)[0]


def _request(premise: str, count: int) -> dict[str, str]:
    return _message("user", prompts.render(Prompt.STORY_REQUEST, premise=premise, count=count))


def _message(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}
