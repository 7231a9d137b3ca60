"""The director's texts, as data beside this module, and their strict loader."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TypeVar

import jinja2
from pydantic import TypeAdapter, ValidationError

from schemas.base import Value
from schemas.errors import PromptError
from schemas.text import Name as Name
from schemas.text import Sentence

ValueT = TypeVar("ValueT")


class Prompt(StrEnum):
    """The texts that there are; each is the file of that name with the ending .md."""

    STORY_SYSTEM = "story_system"
    """What the pocket director is: variables none."""
    STORY_REQUEST = "story_request"
    """Asks for the sentences of a story: variables premise, count."""
    CAST_REQUEST = "cast_request"
    """Asks whom a story is about: variable premise."""
    PLACE_REQUEST = "place_request"
    """Asks where a story happens: variable premise."""
    DIRECTOR_REVISE = "director_revise"
    """What a tool-calling director does with a request: variables objects, backgrounds, earlier,
    state; all but the last may be empty."""
    DIRECTOR_WRITE = "director_write"
    """How a tool-calling director writes a script: variables count, objects, backgrounds,
    lightings; the last three empty where the renderer draws everything."""


class Story(Value):
    """An example for the director: a premise and the sentences of its frames."""

    premise: Sentence
    sentences: tuple[Sentence, ...]


class Verbs(Value):
    """Verbs for the sentences of a story, in the third person singular."""

    any: tuple[str, ...]
    first: tuple[str, ...]
    """Those that can begin a story."""
    last: tuple[str, ...]
    """Those that can end one."""


def render(prompt: Prompt, **variables: str | int) -> str:
    """The text of `prompt` with its variables filled in, without white space at its ends.

    Raises:
        PromptError: the file is missing, is no template, or needs a variable that was not given.
    """
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
    try:
        return environment.from_string(_read(f"{prompt}.md")).render(**variables).strip()
    except jinja2.UndefinedError as error:
        given = ", ".join(sorted(variables)) or "none"
        raise PromptError(
            f"prompt {str(prompt)!r}: {error.message}; given were: {given}",
            hint="pass every variable that the text uses",
        ) from error
    except jinja2.TemplateSyntaxError as error:
        raise PromptError(
            f"prompt {str(prompt)!r}, line {error.lineno}: {error.message}",
            hint=f"correct prompts/{prompt}.md",
        ) from error


@cache
def stories() -> tuple[Story, ...]:
    """The examples in stories.json.

    Raises:
        PromptError: the file is missing or ill-formed.
    """
    return _data("stories.json", TypeAdapter(tuple[Story, ...]))


@cache
def verbs() -> Verbs:
    """The verbs in verbs.json.

    Raises:
        PromptError: the file is missing or ill-formed.
    """
    return _data("verbs.json", TypeAdapter(Verbs))


def _data(name: str, form: TypeAdapter[ValueT]) -> ValueT:
    try:
        return form.validate_json(_read(name))
    except ValidationError as error:
        raise PromptError(
            f"prompts/{name} is ill-formed: {str(error).splitlines()[0]}",
            hint="correct the file, or reinstall storyreel",
        ) from error


def _read(name: str) -> str:
    folder = files(__name__)
    try:
        return (folder / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        there = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".md"))
        raise PromptError(
            f"no prompt file {name!r}; there are {', '.join(there)}",
            hint="reinstall storyreel, or add the file under prompts/",
        ) from error
