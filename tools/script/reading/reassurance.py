"""Words that only promise that the rest stays: "but leave the others alone"."""

from __future__ import annotations

import re

_OTHERS = (
    r"(?:all |any |every |each )?(?:of )?(?:the )?"
    r"(?:other frames?|others?|rest|other ones?|frames? else|everything else|anything else"
    r"|everything|anything)"
)
_STAY = (
    r"(?: (?:of (?:the )?frames ))?(?: ?(?:alone|as (?:it|they) (?:is|are)|as is|unchanged"
    r"|untouched|the same|like (?:it|they) (?:is|are)))"
)
_PROMISE = re.compile(
    r"(?P<before>^|[,;:.]|\b)\s*(?:\b(?:but|and|while)\b\s*)?(?:please\s+)?"
    rf"(?:\b(?:leave|leaving|keep|keeping)\s+{_OTHERS}{_STAY}"
    r"|\b(?:without|don't|do not|not)\s+(?:touch|chang|alter|modify)\w*\s+"
    rf"{_OTHERS}(?: else)?)\s*(?=$|[,;:.!])",
    re.IGNORECASE,
)


def without_reassurance(request: str) -> str:
    """`request` without its promises about the other frames.

    A request that is nothing but such a promise stays as it is.
    """
    left = _PROMISE.sub(lambda match: match["before"], request)
    left = re.sub(r"\s*[,;:]\s*$", "", left).strip()
    return left or request
