"""Grammars of tool calls: which names, and for each the arguments that its schema admits."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from agent.local.grammar import Grammar, from_lark

if TYPE_CHECKING:
    from agent.local.order import Tool

_SPACING: Final = {
    "item_separator": ", ",
    "key_separator": ": ",
    "whitespace_flexible": False,
    # An annotation that the grammar cannot express must not make the tool unusable.
    "lenient": True,
}
"""As json.dumps and so every chat template writes: models have seen calls in this form."""

_NESTED: Final = frozenset({"properties", "$defs", "definitions", "patternProperties"})


def call_grammar(tools: Sequence[Tool], middle: str) -> Grammar:
    """The grammar of: name of one of `tools`, `middle`, its arguments as JSON.

    Args:
        tools: in OpenAI's form; at least one.
        middle: literal text between name and arguments.
    """
    rules = [f"start: {' | '.join(f'call_{place}' for place in range(len(tools)))}"]
    for place, tool in enumerate(tools):
        function = tool["function"]
        schema = closed(function.get("parameters") or {"type": "object", "properties": {}})
        literal = json.dumps(function["name"] + middle)
        rules += [
            f"call_{place}: {literal} arguments_{place}",
            f"arguments_{place}: %json {json.dumps({**schema, 'x-guidance': _SPACING})}",
        ]
    return from_lark("\n".join(rules))


def closed(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with every object that names its properties closed against others.

    A schema that says nothing about further properties admits any; a small model led by its
    grammar would then go on inventing some.
    """
    found = {key: _closed_value(key, value) for key, value in schema.items()}
    if "properties" in schema:
        found.setdefault("additionalProperties", False)
    return found


def _closed_value(key: str, value: Any) -> Any:  # noqa: ANN401 - JSON
    if key in {"enum", "const", "default", "examples"}:
        return value
    if isinstance(value, Mapping):
        if key in _NESTED:
            return {name: closed(each) for name, each in value.items()}
        return closed(value)
    if isinstance(value, list):
        return [closed(each) if isinstance(each, Mapping) else each for each in value]
    return value
