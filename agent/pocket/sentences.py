"""The grammars of the sentences that the director writes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Final

from agent.local.grammar import Grammar, from_lark
from agent.pocket.casting import Member
from prompts import verbs

MOST_WORDS: Final = 9
"""Words after the verb; longer sentences of this model run away from their subject."""

_ENDED: Final = (
    "~/(.* )?(a|an|and|as|at|but|by|for|from|he|her|his|in|into|is|it|its|my|of|or|she|so|some|that"
    "|the|their|they|this|to|was|when|where|which|while|who|with)/"
)
"""No sentence of which a part is missing."""
_TO_THINGS: Final = "at|for|to|with|on|in|over|under|behind|beside|near|into|around|from|towards"
_TO_PLACES: Final = "in|into|through|across|to|at|on|over|from|towards|near|around"


def sentence(doer: Member, does: Iterable[str], naming: Member | None) -> Grammar:
    """The grammar of " The fox finds a lantern under a tree.".

    Args:
        doer: who does something; the sentence begins with it.
        does: verbs, at least one, in the third person singular.
        naming: what the sentence must name; None leaves it free.
    """
    return from_lark(
        "\n".join(
            [
                f'start: {json.dumps(f" The {doer.said} ")} VERB REST "."',
                f"VERB: /{'|'.join(base_form(verb) if doer.plural else verb for verb in does)}/",
                f"REST: {_anything() if naming is None else _naming(naming)}",
            ]
        )
    )


def numbered_sentences(doers: Sequence[Member], count: int) -> Grammar:
    """The grammar of `count` lines "1. The fox finds a lantern."; any doer, any known verb."""
    known = verbs()
    lines = [f'"{place}. The " DOES{_rank(place, count)} REST "."' for place in range(1, count + 1)]
    ranks = {"FIRST": known.first, "ANY": known.any, "LAST": known.last}
    does = [
        f"DOES{rank}: /{'|'.join(_clause_start(doer, verb) for doer in doers for verb in among)}/"
        for rank, among in ranks.items()
        if f"DOES{rank} " in "".join(lines)
    ]
    newline = ' "\\n" '
    return from_lark("\n".join([f"start: {newline.join(lines)}", *does, f"REST: {_anything()}"]))


def _rank(place: int, count: int) -> str:
    if count == 1:
        return "ANY"
    return {1: "FIRST", count: "LAST"}.get(place, "ANY")


def _clause_start(doer: Member, verb: str) -> str:
    form = base_form(verb) if doer.plural else verb
    return f"{_literal(doer.said)} {form}"


def _literal(said: str) -> str:
    return re.escape(said).replace("\\ ", " ").replace("/", "\\/")


def verb_of(text: str, doer: Member) -> str:
    """The verb of a sentence that begins with "The" and its doer, in the third person."""
    words = text.split()[len(doer.said.split()) + 1 :]
    verb = words[0].rstrip(".") if words else ""
    return third_person(verb) if doer.plural else verb


def base_form(verb: str) -> str:
    """The form behind a plural: carry for carries."""
    if verb == "goes":
        return "go"
    if verb.endswith("ies") and len(verb) > 4:
        return verb.removesuffix("ies") + "y"
    if verb.endswith(("sses", "shes", "ches", "xes")):
        return verb.removesuffix("es")
    return verb.removesuffix("s")


def third_person(verb: str) -> str:
    """The form behind a singular: carries for carry."""
    if verb == "go":
        return "goes"
    if verb.endswith("y") and verb[-2:-1] not in set("aeiou"):
        return verb.removesuffix("y") + "ies"
    if verb.endswith(("ss", "sh", "ch", "x")):
        return verb + "es"
    return verb + "s"


def _anything() -> str:
    return f"/( [a-z]+){{1,{MOST_WORDS}}}/ & {_ENDED}"


def _naming(member: Member) -> str:
    prepositions = _TO_PLACES if member.is_place else _TO_THINGS
    lead = f"( [a-z]+){{0,2}} ({prepositions})"
    if not member.is_place:
        lead = f"({lead})?"
    return f"/{lead} (the|a|an) {_literal(member.said)}( [a-z]+){{0,4}}/ & {_ENDED}"
