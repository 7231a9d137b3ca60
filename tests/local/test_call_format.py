"""The way with tools is read off a chat template, or the documented default is used."""

from __future__ import annotations

import pytest

from agent.local.call_format import DEFAULT, CallFormat, native_format
from tests.agent.toy_language_model import toy_tokenizer
from tests.local.templates import HERMES, LLAMA, MISTRAL, XML


def read(template: str) -> CallFormat | None:
    tokenizer = toy_tokenizer()
    tokenizer.chat_template = template
    return native_format(tokenizer)


def test_tags_around_json_are_the_default_too() -> None:
    assert read(HERMES) == DEFAULT
    assert (DEFAULT.trigger, DEFAULT.anywhere) == ("<tool_call>", True)


def test_bare_json_is_a_call_only_where_the_answer_begins() -> None:
    found = read(LLAMA)
    assert found == CallFormat('{"name": "', '", "parameters": ', "}", None)
    assert (found.trigger, found.anywhere) == ("{", False)


def test_a_list_holds_one_call() -> None:
    found = read(MISTRAL)
    assert found is not None
    assert found.written("dim", "{}").startswith('[TOOL_CALLS] [{"name": "dim", "arguments": {}, ')
    assert (found.trigger, found.separator) == ("[TOOL_CALLS]", None)


@pytest.mark.parametrize(
    "template",
    [
        XML,
        "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}",
        "{{ raise_exception('never') }}",
        "{{ messages[0].nothing.at_all }}",
    ],
    ids=["no JSON", "no tools", "refusing", "failing"],
)
def test_a_template_that_cannot_is_not_used_for_tools(template: str) -> None:
    assert read(template) is None
