"""Pointing at frames in the prompt: `@5`, `@f5`, "this frame"."""

from __future__ import annotations

import re

from schemas.script import FrameScript

_MENTION = re.compile(r"(?<!\w)@(f?)([1-9]\d{0,5})\b", re.IGNORECASE)
_THIS = re.compile(r"\bthis (?:frame|panel|picture)\b", re.IGNORECASE)
_TYPING = re.compile(r"(?<!\w)@(f?\d*)$", re.IGNORECASE)


def spelled_out(request: str, script: FrameScript, this: int | None) -> str:
    """`request` with every mention as "frame N", which is what the director reads.

    Args:
        request: what the user typed.
        script: the current script; gives the index of an id.
        this: 1-based index of the frame that the user looks at; None where there is none.

    Returns:
        The same words where nothing is mentioned. A mention of an id that the script does not have
        stays as it is, so that the engine refuses it by name.
    """

    def named(match: re.Match[str]) -> str:
        if not match[1]:
            return f"frame {match[2]}"
        try:
            return f"frame {script.index_of(f'f{match[2]}')}"
        except KeyError:
            return match[0]

    text = _MENTION.sub(named, request)
    return text if this is None else _THIS.sub(f"frame {this}", text)


def typing(text: str) -> str | None:
    """What is typed of a mention at the end of `text`, without the @; None where nothing is."""
    match = _TYPING.search(text)
    return None if match is None else match[1]
