"""What shall happen in a frame, taken out of the request as a sentence."""

from __future__ import annotations

import re
from typing import Final

from agent.pocket.revising.asking import Asked
from agent.pocket.revising.telling_again import told
from agent.pocket.sentences import base_form, third_person
from prompts import verbs

_QUOTED: Final = re.compile(r"[\"\u201c\u2018']([^\"\u201d\u2019]{3,200})[\"\u201d\u2019']")
_LED: Final = re.compile(
    r"^.*?\b(?:text|caption|action|description|sentence|line|story|wording|says?|reads?|saying"
    r"|reading|happens)\b(?: (?:of|in|for|under|that|should|is|be|to|as|so|it|reads?|says?|say))*"
    r"[:\s]+(?P<text>.{3,200})$"
)
_BETWEEN: Final = (
    r"(?:should|must|could|can|to|will|would|has to|needs to|be|is|are|being|now|just|instead"
    r"|rather|start|starts)"
)
_LAST: Final = re.compile(r"\s+(?:instead|now|please|rather|for a change|there|here)$")


def told_sentence(asked: Asked) -> str | None:
    """The sentence, in the third person where the request names who does something.

    "let the fox dance in the rain" becomes "the fox dances in the rain".
    """
    if quoted := _QUOTED.search(asked.request):
        return quoted[1]
    if led := _LED.search(asked.text):
        return led["text"]
    plain = told(asked)
    if plain is not None:
        return plain
    for mention in asked.lexicon.mentions(asked.text):
        found = re.search(
            rf"\b{re.escape(mention.said)}\b\s+(?:{_BETWEEN}\s+)*(?P<does>[\w'-]+)(?P<rest>.*)$",
            asked.text,
        )
        if mention.kind == "object" and found:
            rest = _LAST.sub("", found["rest"])
            return f"the {mention.said} {_verb(found['does'])}{rest}"
    return None


def _verb(word: str) -> str:
    """The third person of a verb in any form; another word stays."""
    known = set(verbs().any)
    for form in (word, third_person(word)):
        if form in known:
            return form
    if word.endswith("ing"):
        stem = word.removesuffix("ing")
        for base in (stem, f"{stem}e", stem[:-1]):
            if third_person(base) in known:
                return third_person(base)
        return f"is {word}"
    return third_person(word) if base_form(word) == word else word
