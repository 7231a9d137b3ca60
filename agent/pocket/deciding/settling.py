"""Who settles a request: the words where code is sure of them, else the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from agent.director import Answer
from agent.pocket.deciding.calls import NOTHING
from agent.pocket.deciding.carrying_out import carry_out
from agent.pocket.deciding.deciding import Decision, decide
from agent.pocket.deciding.recognising import calls_in
from agent.pocket.revising.answering import read_question
from agent.pocket.revising.asking import Asked
from agent.pocket.revising.clauses import read_clauses
from agent.pocket.revising.revising import revise

if TYPE_CHECKING:
    from agent.local.engine import Engine

_LESS_LIKELY: Final = 0.03
"""What the words alone say counts unless the model finds it less likely than this, against what
it finds likeliest."""
_LEAST_SURE: Final = 0.3
"""Where the words alone say nothing, the model must be at least as sure as this."""
_MAYBE_NOTHING: Final = 0.2
"""And must not find it as likely as this that nothing is asked."""


def settle(asked: Asked, decider: Callable[[], Engine], teller: Callable[[], Engine]) -> Answer:
    """The answer to a request.

    Which frames it is about is never the model's to say. A question, and wishes of several frames
    at once, are recognised by their words. Of everything else the words say what is asked as far
    as they are understood, unless the model finds that unlikely; then the model decides.

    Args:
        asked: the request.
        decider: loads the model with its adapter, which decides.
        teller: loads the model that writes sentences; called only where one is missing.
    """
    plain = read_question(asked) or read_clauses(asked.request, asked.script)
    if plain is not None:
        return plain
    read = revise(teller, asked)
    decision = decide(decider(), asked)
    if read.commands:
        settled = _is_likely(calls_in(read), decision)
    elif decision.chances[NOTHING] > _MAYBE_NOTHING:
        return carry_out((NOTHING,), asked, teller) or read
    else:
        settled = decision.sureness < _LEAST_SURE
    return read if settled else carry_out(decision.calls, asked, teller) or read


def _is_likely(calls: tuple[str, ...], decision: Decision) -> bool:
    likeliest = max(decision.chances.get(call, 1.0) for call in calls)
    return likeliest >= _LESS_LIKELY * decision.sureness
