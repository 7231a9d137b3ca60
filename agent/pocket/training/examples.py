"""Training examples: a request as the model reads it, and the calls that answer it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final, NamedTuple

from agent.pocket.deciding.prompting import prompt_of
from agent.pocket.lexicon import Lexicon
from agent.pocket.revising.asking import Asked
from agent.pocket.training.noise import as_typed
from agent.pocket.training.phrasings import read_phrasings, said
from agent.pocket.training.world import World
from schemas.errors import ScopeError
from schemas.vocabulary import Vocabulary
from tools.script.scope import read_scope

_WEIGHTS: Final = {
    "nothing": 10.0,
    "add": 3.0,
    "replace": 3.0,
    "tell": 3.0,
    "place": 3.0,
    "insert": 2.5,
    "remove": 2.0,
    "look": 2.0,
    "darker": 1.5,
    "brighter": 1.5,
    "delete": 1.5,
    "lock": 1.5,
    "undo": 1.5,
    "again": 1.5,
    "style": 1.5,
    "restart": 1.5,
}
"""How often a section is asked, where it is not once: `nothing` is a world of its own."""
_SECOND: Final = 0.08
"""Share of requests that ask for two things."""
_ALONE: Final = frozenset({"nothing", "undo", "redo", "restart", "style", "tell", "insert", "move"})
_JOINTS: Final = (" and ", " and ", ", ", " but ", " and also ")


class Example(NamedTuple):
    """A request and what answers it."""

    request: str
    """What a user might type."""
    prompt: str
    """What the model reads of it."""
    calls: tuple[str, ...]


def examples(vocabulary: Vocabulary, seed: int) -> Iterator[Example]:
    """An endless stream of examples; the same seed gives the same ones."""
    lexicon = Lexicon(vocabulary)
    for world, request, calls in requests(vocabulary, seed):
        try:
            scope = read_scope(request, world.script)
            asked = Asked.of(world.script, request, scope, lexicon, closed=True)
        except ScopeError:
            continue
        yield Example(request, prompt_of(asked), calls)


def requests(vocabulary: Vocabulary, seed: int) -> Iterator[tuple[World, str, tuple[str, ...]]]:
    """What the examples are made of: a world, a request as typed, and the calls that answer it.

    A few name frames that their world does not have; no example is made of those.
    """
    chance = random.Random(seed)
    sections = read_phrasings()
    names = list(sections)
    weights = [_WEIGHTS.get(name, 1.0) for name in names]
    while True:
        world = World(vocabulary, chance)
        calls = [chance.choices(names, weights)[0]]
        request = said(chance.choice(sections[calls[0]]), world.slots, chance)
        if calls[0] not in _ALONE and chance.random() < _SECOND:
            second = chance.choice([name for name in names if name not in {*_ALONE, *calls}])
            more = said(chance.choice(sections[second]), world.slots, chance)
            request += f"{chance.choice(_JOINTS)}{more}"
            calls.append(second)
        yield world, as_typed(request, chance, is_wish=calls[0] != "nothing"), tuple(calls)
