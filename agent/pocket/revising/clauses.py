"""Requests that ask for several things of several frames, which this director takes one by one."""

from __future__ import annotations

import re
from typing import Final

from agent.director import Answer
from schemas.errors import ScopeError
from schemas.script import FrameId, FrameScript
from tools.script.scope import read_references

_BETWEEN: Final = re.compile(r"[,;.]|\band\b|\bthen\b|\bbut\b", re.IGNORECASE)
_ASKING: Final = re.compile(
    r"\b(?:make|darken|brighten|lighten|delete|remove|drop|add|put|place|move|lock|unlock|hold|set"
    r"|insert|zoom|pan|change|turn|replace)\b",
    re.IGNORECASE,
)
_REFUSING: Final = re.compile(r"^\s*(?:please\s+)?(?:don't|do not|never)\s+(?:make|let)\b", re.I)


def read_clauses(request: str, script: FrameScript) -> Answer | None:
    """No edit where two clauses ask something of different frames, or nothing is wished for.

    Doing both to the frames of both would change what nobody asked for.
    """
    if _REFUSING.search(request):
        return Answer(commands=(), reply="Nothing was changed; say what to change instead.")
    asked = [frames for clause in _BETWEEN.split(request) if (frames := _asked(clause, script))]
    if len(asked) > 1 and len(set(asked)) > 1:
        reply = (
            "That is more than one change, for different frames. Nothing was changed yet: "
            "please ask for one after the other."
        )
        return Answer(commands=(), reply=reply)
    return None


def _asked(clause: str, script: FrameScript) -> tuple[FrameId, ...]:
    """The frames of which a clause asks something; empty where it asks or names nothing."""
    if not _ASKING.search(clause):
        return ()
    try:
        references = read_references(clause, script)
    except ScopeError:
        return ()
    return references.acted if references.named else ()
