"""What is asked of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from agent.local.choosing import Choose

Message: TypeAlias = Mapping[str, Any]
"""In OpenAI's form: role, content as text, and tool_calls or tool_call_id where they apply."""
Tool: TypeAlias = Mapping[str, Any]
"""In OpenAI's form: type and function, with its name, description and JSON schema."""


@dataclass(frozen=True, slots=True)
class Order:
    """A conversation to answer, and how."""

    messages: Sequence[Message]
    """At least one."""
    tools: Sequence[Tool]
    """What may be called."""
    choice: Literal["auto", "required"]
    """auto: words or calls, as the model likes; required: the answer is a call."""
    calls: int
    """Most calls in the answer, at least 1."""
    choose: Choose
    stop: Sequence[str]
    """Words end before the first of these. They have no effect inside a call."""
    limit: int
    """Most tokens of the answer."""
