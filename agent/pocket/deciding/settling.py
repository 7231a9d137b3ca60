"""Who settles a request: the words where code is sure of them, else the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from agent.director import Answer
from agent.pocket.deciding.calls import NOTHING
from agent.pocket.deciding.carrying_out import carry_out
from agent.pocket.deciding.checking import applicable
from agent.pocket.deciding.deciding import Decision, decide
from agent.pocket.deciding.recognising import calls_in
from agent.pocket.revising.answering import read_question
from agent.pocket.revising.asking import Asked
from agent.pocket.revising.clauses import read_clauses
from agent.pocket.revising.revising import revise

if TYPE_CHECKING:
    from agent.local.engine import Engine

_LESS_LIKELY: Final = 0.1
"""What the words alone say counts unless the model finds it less likely than this, against what
it finds likeliest."""
_LEAST_SURE: Final = 0.2
"""Where the words alone say nothing, the model must be at least as sure as this."""
_MAYBE_NOTHING: Final = 0.05
"""And must not find it as likely as this that nothing is asked."""
_PROBABLY_NOTHING: Final = 0.3
"""Nor may it find that as likely as this where the words say something."""
_SURE_OF_A_WISH: Final = 0.95
_SURELY_SOMETHING: Final = 0.01
"""How sure it must be of a wish, and how unlikely it must find that nothing is asked, to take for
a wish what is worded as a question ("can the cat be a fox?")."""


def settle(asked: Asked, decider: Callable[[], Engine], teller: Callable[[], Engine]) -> Answer:
    """The answer to a request.

    Which frames it is about is never the model's to say. Wishes of several frames at once are
    recognised by their words, and questions too unless the model is sure that they are wishes. Of
    everything else the words say what is asked as far as they are understood, unless the model
    finds that unlikely; then the model decides. The thresholds were chosen on the development set.

    Args:
        asked: the request.
        decider: loads the model with its adapter, which decides.
        teller: loads the model that writes sentences; called only where one is missing.
    """
    return applicable(_settled(asked, decider, teller), asked)


def _settled(asked: Asked, decider: Callable[[], Engine], teller: Callable[[], Engine]) -> Answer:
    plain = read_clauses(asked.request, asked.script)
    if plain is not None:
        return plain
    decision = decide(decider(), asked)
    question = read_question(asked)
    if question is not None and not _is_surely_a_wish(decision):
        return question
    read = revise(teller, asked)
    enough = _PROBABLY_NOTHING if read.commands else _MAYBE_NOTHING
    if decision.chances[NOTHING] > enough:
        return carry_out((NOTHING,), asked, teller) or read
    if read.commands:
        settled = _is_likely(calls_in(read), decision)
    else:
        settled = decision.sureness < _LEAST_SURE
    return read if settled else carry_out(decision.calls, asked, teller) or read


def _is_likely(calls: tuple[str, ...], decision: Decision) -> bool:
    likeliest = max(decision.chances.get(call, 1.0) for call in calls)
    return likeliest >= _LESS_LIKELY * decision.sureness


def _is_surely_a_wish(decision: Decision) -> bool:
    return decision.sureness > _SURE_OF_A_WISH and decision.chances[NOTHING] < _SURELY_SOMETHING
