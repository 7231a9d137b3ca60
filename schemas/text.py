"""Text that is safe to store, to hand to a model and to print in a terminal."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

# Cc: control codes (ANSI escapes start with one); Cf would also catch zero-width joiners, which
# emoji and several scripts need, so of these only the bidirectional overrides are refused.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_control(char: str) -> bool:
    """Whether `char` (one character) could steer a terminal instead of being shown."""
    return unicodedata.category(char) in {"Cc", "Cs"} or char in _BIDI


def printable(text: str) -> str:
    r"""`text` with every control character spelled out (`\\x1b`), for messages."""
    return "".join(
        char.encode("unicode_escape").decode("ascii") if is_control(char) else char for char in text
    )


def shortened(text: str, limit: int = 80) -> str:
    """`text` with so many characters at most: its beginning and its end."""
    half = (limit - 3) // 2
    return text if len(text) <= limit else f"{text[:half]}...{text[-half:]}"


def well_formed(text: str) -> str:
    """`text` without halves of characters: two that belong together are joined, others are U+FFFD.

    A model's answer can hold some, where its server splits a character between two pieces.
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def one_line(text: str) -> str:
    """`text` on one line: runs of white space (tabs and line ends too) become one space.

    Raises:
        ValueError: a control character is left that is not white space.
    """
    line = " ".join(text.split())
    for position, char in enumerate(line):
        if is_control(char):
            raise ValueError(
                f"control character {printable(char)!r} at position {position}; "
                "use printable text only"
            )
    return line


Line = Annotated[str, AfterValidator(one_line)]
"""One line of printable text, any length."""

Name = Annotated[Line, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
"""What something is called: 1 to 40 characters."""

Sentence = Annotated[Line, StringConstraints(min_length=1, max_length=240, strip_whitespace=True)]
"""One sentence: 1 to 240 characters."""

Premise = Annotated[Line, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
"""What the user typed to start: 1 to 2000 characters."""
