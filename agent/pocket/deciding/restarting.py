"""Another story: "start over with a story about a whale"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.director import Answer, Brief
from agent.pocket.revising.asking import Asked
from agent.pocket.writing import write
from schemas.drafts import ScriptDraft
from schemas.edits import RewriteScript

if TYPE_CHECKING:
    from agent.local.engine import Engine

_ABOUT: Final = re.compile(r"\b(?:about|with|of|where|in which|:)\s+(?P<premise>[^?!]{3,})$")
_SEEDS: Final = 2**32


def restarted(asked: Asked, engine: Engine) -> Answer:
    """A new script of as many frames, about what the words say or else the old premise."""
    found = _ABOUT.search(asked.text)
    premise = found["premise"] if found else asked.script.premise
    brief = Brief(
        premise=premise,
        num_frames=len(asked.script.frames),
        seed=(asked.script.seed + 1) % _SEEDS,
        writing="stepwise",
        vocabulary=asked.lexicon.vocabulary if asked.closed else None,
    )
    writing = write(engine, brief)
    while True:
        try:
            next(writing)
        except StopIteration as done:
            draft: ScriptDraft = done.value
            break
    return Answer(
        commands=(RewriteScript(draft=draft),),
        reply=f"I started over: {draft.title}. Undo brings the old script back.",
    )
