"""Calls turned into commands; the frames and the values come from the request by code."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from agent.director import Answer
from agent.pocket.deciding.calls import NOTHING
from agent.pocket.deciding.restarting import restarted
from agent.pocket.deciding.sentencing import told_sentence
from agent.pocket.deciding.wording import in_plain_words
from agent.pocket.revising.answering import read_question
from agent.pocket.revising.asking import Asked
from agent.pocket.revising.changing import changed, changed_by
from agent.pocket.revising.copying import copied
from agent.pocket.revising.inserting import insertion
from agent.pocket.revising.structure import read_structure
from agent.pocket.revising.styling import read_look, read_style, styled
from agent.pocket.revising.telling_again import acted_out

if TYPE_CHECKING:
    from agent.local.engine import Engine

_SHOWING: Final = re.compile(
    r"\b(?:where|in which|that shows?|showing|when|with|of|about|so that|:)\s+(?P<what>.+)$"
)


def carry_out(calls: tuple[str, ...], asked: Asked, engine: Callable[[], Engine]) -> Answer | None:
    """The answer that the calls come to; None where the request says too little for them.

    Args:
        calls: what the model decided.
        asked: the request.
        engine: loads the model that tells stories; called only where a sentence is missing.
    """
    call = calls[0]
    if call == NOTHING:
        return read_question(asked) or Answer(
            commands=(), reply="Nothing was changed; say what to change."
        )
    if call == "insert":
        return _insert(asked, engine)
    if call == "restart":
        return restarted(asked, engine())
    single: dict[str, Callable[[Asked], Answer | None]] = {
        "copy": copied,
        "tell": _tell,
        "style": lambda one: read_style(one) or styled(one),
        "look": read_look,
    }
    if call in single:
        return single[call](asked)
    words = [in_plain_words(each, asked) for each in calls if each not in single]
    known = [each for each in words if each]
    if not known:
        return None
    plain = replace(asked, text=" and ".join(known))
    return read_structure(_fitting(plain, call)) or changed(plain)


def _fitting(asked: Asked, call: str) -> Asked:
    """Undo and redo are about the script, whatever frames are named beside."""
    if call not in {"undo", "redo"}:
        return asked
    return replace(asked, scope=asked.scope.model_copy(update={"named": False}))


def _insert(asked: Asked, engine: Callable[[], Engine]) -> Answer:
    shown = _SHOWING.search(asked.text)
    return insertion(asked, engine, shown["what"] if shown else "")


def _tell(asked: Asked) -> Answer | None:
    sentence = told_sentence(asked)
    return None if sentence is None else changed_by(asked, [acted_out(asked, sentence)])
