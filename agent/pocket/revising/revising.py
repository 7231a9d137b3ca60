"""One request, read into commands and a reply."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from agent.director import Answer
from agent.pocket.revising.answering import (
    cannot_draw,
    not_understood,
    read_question,
)
from agent.pocket.revising.asking import Asked
from agent.pocket.revising.changing import changed
from agent.pocket.revising.clauses import read_clauses
from agent.pocket.revising.copying import read_copy
from agent.pocket.revising.inserting import read_insertion
from agent.pocket.revising.structure import read_structure
from agent.pocket.revising.styling import read_style

if TYPE_CHECKING:
    from agent.local.engine import Engine

_WANTED: Final = re.compile(
    r"\b(?:put|add|place|include|draw|bring|introduce|insert|want|need|replace .* (?:with|by))\s+"
    r"(?:in\s+)?(?:an?|the|some|two|three)?\s*(?P<thing>[\w'-]+(?: [\w'-]+)?)"
)


def revise(engine: Callable[[], Engine], asked: Asked) -> Answer:
    """What to do about a request, inside its scope; nothing where it is not understood.

    Args:
        engine: loads the model; called only where a sentence has to be written.
        asked: the request.
    """
    return (
        read_question(asked)
        or read_clauses(asked.request, asked.script)
        or read_copy(asked)
        or read_structure(asked)
        or read_insertion(asked, engine)
        or read_style(asked)
        or changed(asked)
        or _undrawable(asked)
        or not_understood(asked)
    )


def _undrawable(asked: Asked) -> Answer | None:
    found = _WANTED.search(asked.text)
    if found is None or not asked.closed:
        return None
    return cannot_draw(asked, found["thing"])
