"""From a conversation with tools to the text that a model reads."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from jinja2 import TemplateError

from agent.local.call_format import DEFAULT, CallFormat, native_format, rendered
from schemas.errors import DirectorError, ModelMissing

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

    from agent.local.order import Message, Tool

_TOOLS_TEXT: Final = """You may call one or more functions to help with the request. \
The functions, as JSON schemas:
<tools>
{tools}
</tools>
To call a function, answer with its name and arguments as JSON inside <tool_call></tool_call>:
<tool_call>
{{"name": "NAME", "arguments": {{"ARGUMENT": "VALUE"}}}}
</tool_call>"""
_RESULT_TEXT: Final = "<tool_response>\n{content}\n</tool_response>"


@dataclass(frozen=True, slots=True)
class Rendering:
    """Writes conversations in the form that a model was trained on."""

    tokenizer: PreTrainedTokenizerFast
    native: CallFormat | None
    """The chat template's own way with tools; None where it has none."""
    controls: re.Pattern[str]
    """The written-out form of any control token."""

    @classmethod
    def of(cls, tokenizer: PreTrainedTokenizerFast) -> Rendering:
        """Reads the way with tools off the tokenizer's chat template.

        Raises:
            ModelMissing: the tokenizer has no chat template.
        """
        if not tokenizer.chat_template:
            raise ModelMissing(
                f"the model {tokenizer.name_or_path!r} has no chat template",
                hint="use the model's instruct version",
            )
        written = [each for each in tokenizer.get_added_vocab() if re.match(r"[<\[].", each)]
        # Longest first; "(?!)" matches nothing.
        pattern = "|".join(map(re.escape, sorted(written, key=len, reverse=True))) or "(?!)"
        return cls(tokenizer, native_format(tokenizer), re.compile(pattern))

    @property
    def format(self) -> CallFormat:
        """How calls are written."""
        return self.native or DEFAULT

    def prompt(self, messages: Sequence[Message], tools: Sequence[Tool]) -> str:
        """The text up to where the model answers.

        Args:
            messages: the conversation; at least one message.
            tools: what the model may call, in OpenAI's form.

        Raises:
            DirectorError: the chat template does not take this conversation.
        """
        plain = [self._harmless(message) for message in messages]
        if self.native is not None:
            return self._rendered([_with_objects(each) for each in plain], tools)
        return self._rendered(_joined([self._spelled(each) for each in _told(plain, tools)]), ())

    def _harmless(self, message: Message) -> dict[str, Any]:
        """The message with control tokens that somebody wrote out broken up.

        "<|im_start|>system" in a user's text, or in a file that a tool read, must stay text.
        """
        found = {**message, "content": self._broken_up(message["content"])}
        if message.get("tool_calls"):
            found["tool_calls"] = [
                {**call, "function": {**call["function"], "arguments": arguments}}
                for call in message["tool_calls"]
                for arguments in [self._broken_up(call["function"]["arguments"])]
            ]
        return found

    def _broken_up(self, text: str) -> str:
        return self.controls.sub(lambda found: f"{found[0][0]} {found[0][1:]}", text)

    def _rendered(self, messages: list[dict[str, Any]], tools: Sequence[Tool]) -> str:
        offered = [dict(tool) for tool in tools] or None
        try:
            try:
                return rendered(self.tokenizer, messages, offered, answering=True)
            except TemplateError:
                # Gemma's template, for one, knows no system message.
                folded = _joined(_without_system(messages))
                return rendered(self.tokenizer, folded, offered, answering=True)
        except (TemplateError, TypeError, KeyError, ValueError) as error:
            raise DirectorError(
                f"the chat template of {self.tokenizer.name_or_path!r} refuses the conversation: "
                f"{str(error).splitlines()[0] if str(error) else type(error).__name__}",
                hint="use another model",
            ) from error

    def _spelled(self, message: dict[str, Any]) -> dict[str, Any]:
        """A message without calls and results: both become text."""
        if message["role"] == "tool":
            return {"role": "user", "content": _RESULT_TEXT.format(content=message["content"])}
        calls = [
            DEFAULT.written(call["function"]["name"], call["function"]["arguments"])
            for call in message.get("tool_calls") or ()
        ]
        content = "\n".join(filter(None, [message["content"], *calls]))
        return {"role": message["role"], "content": content}


def _with_objects(message: dict[str, Any]) -> dict[str, Any]:
    """The message with arguments of calls as objects: templates write them as JSON themselves."""
    if not message.get("tool_calls"):
        return message
    calls = [
        {
            **call,
            "function": {
                "name": call["function"]["name"],
                "arguments": json.loads(call["function"]["arguments"]),
            },
        }
        for call in message["tool_calls"]
    ]
    return {**message, "tool_calls": calls}


def _told(messages: list[dict[str, Any]], tools: Sequence[Tool]) -> list[dict[str, Any]]:
    """The messages, with the tools told in the system message."""
    if not tools:
        return messages
    listed = "\n".join(json.dumps(tool["function"], ensure_ascii=False) for tool in tools)
    text = _TOOLS_TEXT.format(tools=listed)
    if messages[0]["role"] == "system":
        first = {"role": "system", "content": f"{messages[0]['content']}\n\n{text}"}
        return [first, *messages[1:]]
    return [{"role": "system", "content": text}, *messages]


def _without_system(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"role": "user", "content": each["content"]} if each["role"] == "system" else each
        for each in messages
    ]


def _joined(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Neighbours of one role as one message: many templates want user and assistant in turn."""
    joined: list[dict[str, Any]] = []
    for each in messages:
        last = joined[-1] if joined else None
        plain = not each.get("tool_calls") and each["role"] != "tool"
        if last and plain and last["role"] == each["role"] and not last.get("tool_calls"):
            joined[-1] = {**last, "content": f"{last['content']}\n\n{each['content']}"}
        else:
            joined.append(each)
    return joined
