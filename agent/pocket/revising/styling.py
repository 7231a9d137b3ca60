"""The style of the whole script in words."""

from __future__ import annotations

import re
from typing import Final

from agent.director import Answer
from agent.pocket.revising.asking import Asked
from schemas.edits import SetCharacter, SetStyle

_STYLE: Final = re.compile(
    r"\b(?:(?:in|use|apply|with) (?:the |an? )?(?P<before>[\w\s-]{2,60}?) (?:style|look)\b"
    r"|style(?: to| of|:| is)? (?P<after>[\w\s,-]{2,80})$"
    r"|(?:make|let) (?:it|them|everything|the \w+) look like (?:an? )?(?P<like>[\w\s-]{2,60})$)"
)
_LEAD: Final = re.compile(
    r"^(?:.*?\b(?:as if|look like|looks? as|into|in|to|like|as|style(?: is| of| should be)?|it)\b"
    r"[\s:=]*)"
    r"(?:it were |painted |drawn |made |with |by |an? |the )*"
)
_WORN: Final = re.compile(
    r"^(?:(?:should|must|has to|to|always|is|are|be|become|have|has|wear|wears|wearing|get|gets"
    r"|looks?|in|into|with|an?|the|of|of a)\s+)+"
)
_EVERYWHERE: Final = re.compile(
    r"\b(?:in every frame|in all|everywhere|throughout|always|the whole time|from now on|please)\b"
)
_LONGEST: Final = 80
_NAME: Final = 40
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
    return _set(asked, style)


def styled(asked: Asked) -> Answer | None:
    """The answer where it is known that a style is asked for, in whatever words."""
    style = _LEAD.sub("", asked.text).removesuffix(" style").removesuffix(" look")
    return _set(asked, style[:_LONGEST]) if style.strip() else None


def read_look(asked: Asked) -> Answer | None:
    """The answer where it is known that somebody's look is asked for."""
    whom = next(
        (each for each in asked.lexicon.mentions(asked.text) if each.kind == "object"), None
    )
    if whom is None:
        return None
    behind = asked.text.split(whom.said, 1)[1]
    look = _WORN.sub("", behind.strip()).strip(" ,.")
    look = _EVERYWHERE.sub("", look).strip(" ,.")
    if not look:
        return None
    named = [each.name for each in asked.script.characters]
    name = next((each for each in named if whom.said in each.casefold()), whom.said)
    phrase = f"{look} {whom.said}" if len(look.split()) == 1 else f"{whom.said} with {look}"
    command = SetCharacter(name=name[:_NAME], look=phrase[:_LONGEST])
    return Answer(commands=(command,), reply=f"The {whom.said} is {look} from now on.")


def _set(asked: Asked, style: str) -> Answer:
    reply = f"The style of the script is {style.strip()!r} now."
    if asked.closed:
        reply += " The pocket renderer has one style of its own, so its pictures stay as they are."
    return Answer(commands=(SetStyle(style=style.strip()),), reply=reply)
