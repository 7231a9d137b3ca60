"""The style of the whole script in words."""

from __future__ import annotations

import re
from typing import Final

from agent.director import Answer
from agent.pocket.revising.asking import Asked
from schemas.edits import SetStyle

_STYLE: Final = re.compile(
    r"\b(?:(?:in|use|apply|with) (?:the |an? )?(?P<before>[\w\s-]{2,60}?) (?:style|look)\b"
    r"|style(?: to| of|:| is)? (?P<after>[\w\s,-]{2,80})$"
    r"|(?:make|let) (?:it|them|everything|the \w+) look like (?:an? )?(?P<like>[\w\s-]{2,60})$)"
)
_CLEAR: Final = r"(?:no|remove|clear|drop|reset)(?: the| any)? style|without style"


def read_style(asked: Asked) -> Answer | None:
    """The answer to a request for a style; None where it asks for none."""
    if asked.scope.named:
        return None
    if asked.has(_CLEAR):
        return Answer(commands=(SetStyle(style=""),), reply="The script has no style now.")
    found = _STYLE.search(asked.text)
    style = found and (found["before"] or found["after"] or found["like"])
    who = found and re.search(r"\bthe (\w+) look like\b", asked.text)
    if not style or (who and asked.lexicon.meaning(who[1])):
        return None
    reply = f"The style of the script is {style.strip()!r} now."
    if asked.closed:
        reply += " The pocket renderer has one style of its own, so its pictures stay as they are."
    return Answer(commands=(SetStyle(style=style.strip()),), reply=reply)
