"""Texts are complete, and a mistake in one is an error that says what there is."""

from __future__ import annotations

import pytest

import prompts
from prompts import Prompt
from schemas.errors import PromptError

VARIABLES: dict[Prompt, dict[str, str | int]] = {
    Prompt.STORY_SYSTEM: {},
    Prompt.STORY_REQUEST: {"premise": "a fox", "count": 3},
    Prompt.CAST_REQUEST: {"premise": "a fox"},
    Prompt.PLACE_REQUEST: {"premise": "a fox"},
    Prompt.DIRECTOR_REVISE: {
        "objects": "fox, owl",
        "backgrounds": "forest",
        "earlier": "",
        "state": "State 1:",
    },
    Prompt.DIRECTOR_WRITE: {
        "count": 3,
        "objects": "fox, owl",
        "backgrounds": "forest",
        "lightings": "dark",
    },
}


@pytest.mark.parametrize("prompt", Prompt)
def test_every_prompt_renders_with_its_variables(prompt: Prompt) -> None:
    text = prompts.render(prompt, **VARIABLES[prompt])
    assert text == text.strip() != ""
    for value in VARIABLES[prompt].values():
        assert str(value) in text


def test_a_missing_variable_is_an_error_that_lists_what_was_given() -> None:
    with pytest.raises(PromptError, match="'count' is undefined; given were: premise"):
        prompts.render(Prompt.STORY_REQUEST, premise="a fox")


def test_a_premise_is_text_and_never_a_template() -> None:
    text = prompts.render(Prompt.STORY_REQUEST, premise="{{ 7 * 7 }} {% if %}", count=1)
    assert "{{ 7 * 7 }} {% if %}" in text


def test_the_examples_are_stories_with_a_beginning_and_an_end() -> None:
    assert len(prompts.stories()) >= 2
    for story in prompts.stories():
        assert len(story.sentences) >= 3
        assert all(sentence.endswith(".") for sentence in story.sentences)


def test_verbs_that_begin_or_end_a_story_are_verbs() -> None:
    known = prompts.verbs()
    assert {*known.first, *known.last} <= {*known.any}
    assert all(verb.endswith("s") for verb in known.any)
