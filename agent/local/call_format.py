"""How a model writes a tool call: the literal text around the name and the arguments."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from jinja2 import TemplateError

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


@dataclass(frozen=True, slots=True)
class CallFormat:
    """The text of a call is `opening` name `middle` arguments `closing`; the arguments are JSON."""

    opening: str
    middle: str
    closing: str
    separator: str | None
    """What stands between two calls of one answer; None where an answer holds one call at most."""

    @property
    def trigger(self) -> str:
        """What begins a call in a free answer: the mark before the JSON, else the opening brace."""
        mark = self.opening.partition("{")[0].split()
        return mark[0] if mark else "{"

    @property
    def anywhere(self) -> bool:
        """Whether a call may follow words. A brace begins a call only where the answer begins."""
        return self.trigger != "{"

    def written(self, name: str, arguments: str) -> str:
        """The text of one call; `arguments` is a JSON object."""
        return f"{self.opening}{name}{self.middle}{arguments}{self.closing}"


DEFAULT: Final = CallFormat(
    opening='<tool_call>\n{"name": "',
    middle='", "arguments": ',
    closing="}\n</tool_call>",
    separator="\n",
)
"""What is used where a chat template has no tool calls: the format of Hermes 2 Pro (Nous Research
2024), which Qwen took over, so that many small models have seen it."""

_FIRST, _SECOND = "probe_alpha", "probe_beta"
_ARGUMENTS: Final[Mapping[str, str]] = {"probe_key": "probe_value"}
_THOUGHT = re.compile(r"^\s*<think>.*?</think>\s*", re.DOTALL)


def native_format(tokenizer: PreTrainedTokenizerFast) -> CallFormat | None:
    """The format of the tokenizer's own chat template, read off a conversation that it renders.

    None where the template cannot show tools, calls and results, or writes arguments in another
    form than JSON (a grammar for JSON schemas could not constrain them).
    """
    try:
        if not _shows_tools(tokenizer):
            return None
        asked = rendered(tokenizer, [_QUESTION], _TOOLS, answering=True)
        one = _answer(asked, rendered(tokenizer, [_QUESTION, _call(_FIRST)], _TOOLS))
    except (TemplateError, TypeError, ValueError, KeyError, AttributeError):
        # A template is a program of the model's makers; what it was not made for fails in any way.
        return None
    parts = _split(one, _FIRST)
    if parts is None:
        return None
    opening, middle, rest = parts
    closing = rest.removesuffix(_end_of_answer(tokenizer, asked))
    if not opening or ("{" not in opening and len(opening.strip()) < 3):
        return None
    return CallFormat(opening, middle, closing, _separator(tokenizer, asked, opening, closing))


def rendered(
    tokenizer: PreTrainedTokenizerFast,
    messages: list[dict[str, Any]],
    tools: list[dict[str, Any]] | None,
    *,
    answering: bool = False,
) -> str:
    """The conversation as the chat template writes it.

    Args:
        tokenizer: with a chat template.
        messages: in OpenAI's form; the arguments of calls are objects, not text.
        tools: in OpenAI's form; None where none are offered.
        answering: whether the text ends where the model's answer begins.

    Raises:
        jinja2.TemplateError: the template does not take such a conversation.
    """
    text = tokenizer.apply_chat_template(
        messages,
        tools=[*tools] if tools else None,
        add_generation_prompt=answering,
        tokenize=False,
        # Qwen3 and its kin think aloud unless told; an edit of a frame gains little from that.
        enable_thinking=False,
    )
    return str(text)


_QUESTION: Final[dict[str, Any]] = {"role": "user", "content": "probe_question"}
_TOOLS: Final[list[dict[str, Any]]] = [
    {
        "type": "function",
        "function": {
            "name": name,
            "description": "probe_description",
            "parameters": {"type": "object", "properties": {"probe_key": {"type": "string"}}},
        },
    }
    for name in (_FIRST, _SECOND)
]


def _call(*names: str) -> dict[str, Any]:
    return {
        "role": "assistant",
        "content": "",
        "tool_calls": [
            # Mistral's templates want ids of nine letters.
            {
                "id": f"callid00{place}",
                "type": "function",
                "function": {"name": name, "arguments": dict(_ARGUMENTS)},
            }
            for place, name in enumerate(names)
        ],
    }


def _shows_tools(tokenizer: PreTrainedTokenizerFast) -> bool:
    """Whether a tool's name reaches the model, and a tool's result too."""
    result = {
        "role": "tool",
        "tool_call_id": "callid000",
        "name": _FIRST,
        "content": "probe_result",
    }
    text = rendered(tokenizer, [_QUESTION, _call(_FIRST), result], _TOOLS, answering=True)
    return all(word in text for word in (_SECOND, "probe_description", "probe_result"))


def _answer(asked: str, whole: str) -> str:
    """What of `whole` comes after `asked`, without thoughts."""
    shared = next(
        (i for i, (a, b) in enumerate(zip(asked, whole, strict=False)) if a != b),
        min(len(asked), len(whole)),
    )
    return _THOUGHT.sub("", whole[shared:])


def _split(answer: str, name: str) -> tuple[str, str, str] | None:
    opening, found, rest = answer.partition(name)
    middle, also, closing = rest.partition(json.dumps(_ARGUMENTS))
    return (opening, middle, closing) if found and also else None


def _end_of_answer(tokenizer: PreTrainedTokenizerFast, asked: str) -> str:
    said = rendered(
        tokenizer, [_QUESTION, {"role": "assistant", "content": "probe_answer"}], _TOOLS
    )
    return _answer(asked, said).partition("probe_answer")[2]


def _separator(
    tokenizer: PreTrainedTokenizerFast, asked: str, opening: str, closing: str
) -> str | None:
    try:
        two = rendered(tokenizer, [_QUESTION, _call(_FIRST, _SECOND)], _TOOLS)
    except TemplateError:
        # Llama 3's template takes one call at a time, and says so.
        return None
    first = _split(_answer(asked, two), _FIRST)
    between = first[2].partition(_SECOND)[0] if first else ""
    if between.startswith(closing) and between.endswith(opening):
        return between.removeprefix(closing).removesuffix(opening)
    return None
