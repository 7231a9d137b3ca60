"""What the user asks, cut down to the words that say what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from agent.pocket.lexicon import Lexicon
from agent.pocket.revising.spelling import respelt
from schemas.revisions import Scope
from schemas.script import Frame, FrameScript
from tools.script.scope import Insertion, read_references

_POLITE: Final = re.compile(
    r"""^(?:(?:hey|hi|ok|okay|now|then|so|and|also|well|um|oh)[\s,]+
    |(?:please|kindly|just|maybe|perhaps)[\s,]+
    |(?:can|could|would|will)\s+(?:you|we)\s+
    |(?:i\s+(?:want|need)(?:\s+you)?|i(?:'d|\s+would)\s+(?:like|love)(?:\s+you)?)\s+(?:to\s+)?
    |let(?:'s|\s+us)\s+)+""",
    re.VERBOSE,
)
_LOOSE_START: Final = re.compile(
    r"^(?:(?:in|on|for|at|from|of|with|and|,|:|;|-|\.)\s*(?=[,:;.]|$))+"
)
_LOOSE_END: Final = re.compile(
    r"[\s,:;]*\b(?:in|on|from|of|for|at|to|into|by|please|thanks|thank you|too|now|as)$"
)


@dataclass(frozen=True)
class Asked:
    """One request, with what its words name already read."""

    script: FrameScript
    request: str
    scope: Scope
    place: Insertion | None
    """Where a frame goes, if the words say so."""
    text: str
    """What to do: lower case, without the names of frames and without courtesies."""
    lexicon: Lexicon
    closed: bool
    """Whether only what the lexicon holds can be drawn."""

    @classmethod
    def of(
        cls, script: FrameScript, request: str, scope: Scope, lexicon: Lexicon, *, closed: bool
    ) -> Asked:
        """Reads `request`.

        Raises:
            ScopeError: the words name a frame that the script does not have.
        """
        references = read_references(request, script)
        text = respelt(_essence(references.rest), lexicon)
        return cls(script, request, scope, references.place, text, lexicon, closed)

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """The frames of the scope, in script order."""
        return tuple(frame for frame in self.script.frames if frame.id in set(self.scope.ids))

    def has(self, pattern: str) -> bool:
        """Whether the text holds `pattern` (a regular expression) as whole words."""
        return re.search(rf"\b(?:{pattern})\b", self.text) is not None

    def is_only(self, pattern: str) -> bool:
        """Whether nothing but words that fit `pattern` is asked, in any order."""
        return re.fullmatch(rf"(?:(?:{pattern})(?:[\s,.!&]+|$))+", self.text) is not None

    def named(self, frames: Sequence[Frame]) -> str:
        """How to call `frames` in a reply: "frame 5", "frames 2, 3 and 4", "every frame"."""
        numbers = [str(self.script.index_of(frame.id)) for frame in frames]
        if len(numbers) == len(self.script.frames) > 1:
            return "every frame"
        if len(numbers) <= 1:
            return f"frame {''.join(numbers)}"
        return f"frames {', '.join(numbers[:-1])} and {numbers[-1]}"


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing to change in each frame of the scope."""

    said: str
    """How the reply names it: "at night", "with a dog"."""
    changes: Callable[[Frame], dict[str, object]]
    """Fields of a FrameChange for a frame; empty where the frame stays."""
    note: str = ""
    """What else to tell, a sentence."""


def joined(parts: Sequence[str]) -> str:
    """The parts with commas, and "and" before the last."""
    if len(parts) <= 1:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def with_article(noun: str) -> str:
    """The noun behind "a" or "an"."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def _essence(rest: str) -> str:
    text = " ".join(rest.casefold().replace("\u2019", "'").split())
    text = re.sub(r"\s+(?=[,;:.!?])", "", re.sub(r"\(\s*\)", "", text))
    text = _POLITE.sub("", text.strip(" .!?,;:-"))
    before = None
    while before != text:
        before = text
        text = _LOOSE_END.sub("", _LOOSE_START.sub("", text)).strip(" .!?,:;")
    return text
