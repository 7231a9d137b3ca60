"""What a request says about other frames in passing: "frame 2 is fine, but make 5 darker"."""

from __future__ import annotations

import re
from typing import Final

_ONE: Final = (
    r"(?:(?:frames?|panels?)\s+[\d\s,&-]*\d(?:\s+(?:and|or)\s+(?:frame\s+)?\d+)*"
    r"|[#@]\d+|@?f\d+|the\s+(?:very\s+)?(?:\w+st|\w+nd|\w+rd|\w+th|last|final|previous|next)"
    r"(?:\s+(?:\w+\s+)?frames?|\s+ones?)"
    r"|the (?:one|ones|frame|frames) (?:before|after)(?: it| that)?)"
)
_GOOD: Final = (
    r"(?:\w+ly )?(?:fine|perfect|good|great|ok|okay|nice|right|lovely|done|beautiful|well|alright)"
)
_STAY: Final = (
    r"(?:stays?|remains?|keeps?|be left|be kept)"
    r"(?: (?:as (?:it|they) (?:is|are)|as is|the way (?:it|they) (?:is|are)|the same|untouched"
    r"|unchanged|alone|like (?:that|this)|put|locked|exactly as \w+ \w+))?"
)
_AS_IT_IS: Final = (
    r"(?: (?:alone|as (?:it|they) (?:is|are)|as is|unchanged|untouched|the way (?:it|they) "
    r"(?:is|are)|like (?:that|this)|the same|locked|out of (?:it|this)|exactly as \w+ \w+))?"
)
_JOINT: Final = r"(?:^|[,;:.!(-]\s*|\b(?:but|and|while|though|since|because|as|so that|so)\s+|\b)"
_ENDS: Final = r"(?:[\s)]*(?=[,;:.!?)-]|$|\b(?:but|and|so|then|please|while|make|just|only)\b))"
_IS: Final = r"(?:is|are|looks?|was|were)"
_AND_SO: Final = r"(?: as (?:it|they) (?:is|are)| already| now| though| enough)?"
_NEED_NOT: Final = (
    r"(?:doesn't|don't|does not|do not|needn't|shouldn't|should not|must not|mustn't|may not)"
)
_OTHERS: Final = r"(?:all )?(?:the )?(?:others?|rest|other frames|other ones|everything else)"
_ANY: Final = rf"(?:{_ONE}|{_OTHERS})"
_ASIDES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_JOINT}(?:please )?(?:just )?(?:leave|keep|hold) {_ANY}{_AS_IT_IS}{_ENDS}",
        rf"{_JOINT}{_ANY} {_IS} (?:already )?{_GOOD}{_AND_SO}{_ENDS}",
        rf"{_JOINT}i (?:really )?(?:like|love|adore) {_ONE}"
        rf"(?: (?:as it is|a lot|very much))?{_ENDS}",
        rf"{_JOINT}{_ANY} (?:can |should |must |may |has to |have to )?{_STAY}{_ENDS}",
        rf"{_JOINT}(?:with(?:out| no)|no|not) (?:touch|chang|affect|alter|modify|mess)\w*"
        rf"(?: (?:to|in|for|with))? {_ONE}",
        rf"{_JOINT}(?:do not|don't|dont|never) (?:touch|change|alter|mess with|modify)"
        rf" {_ONE}{_ENDS}",
        rf"{_JOINT}(?:leave|keep) {_ONE}(?: \w+){{1,4}}{_ENDS}",
        rf"{_JOINT}{_ANY} (?:{_IS}|has|have|seems?) (?:\w+ ){{0,2}}"
        rf"(?:enough|already|right|ok|fine)\b[^,;.!?]*{_ENDS}",
        rf"{_JOINT}{_ANY} already \w+[^,;.!?]*{_ENDS}",
        rf"{_JOINT}{_ANY} {_NEED_NOT} [^,;.!?]*{_ENDS}",
        rf"{_JOINT}{_ANY} (?:stays?|remains?|keeps?) \w+{_ENDS}",
        rf"{_JOINT}{_ANY},? (?:not|isn't|aren't|no)\b{_ENDS}",
        rf"{_JOINT}(?:i )?(?:do not|don't|didn't|did not) mean {_ONE}{_ENDS}",
        rf"\b(?:instead of|rather than|the way|how|next to|nothing (?:in|about|to)|not like)"
        rf"(?: in)? {_ONE}(?: (?:is|was|does|looks?|did|has))?",
        rf"\b(?:unlike|compared (?:to|with)|in contrast (?:to|with)) {_ONE}\s*,?",
        rf"\b(?:so|such) (?:that )?(?:it|they|that|both)? ?(?:fits?|match\w*|goes|go|looks? like"
        rf"|follows?|continues?|suits?)(?: (?:with|to|on|from|in|better|well))* {_ONE}(?:'s \w+)?",
        rf"\bto (?:fit|match|suit|go with|be like|look like)(?: with)? {_ONE}(?:'s \w+)?",
        rf"\b(?:where|as|how|like|than|what) (?:it|he|she|they|that|we) (?:was|were|is|are|did|had"
        rf"|does|has|looks?|saw)(?: \w+)? in {_ONE}",
    )
)
_SOURCE: Final = re.compile(
    rf"\b(?P<what>the (?:same )?(?:time of day|\w+(?: \w+)?)) (?:from|of|in) (?P<source>{_ONE})"
    rf"(?= (?:in|for|into|on) {_ONE})",
    re.IGNORECASE,
)
_GIVEN: Final = re.compile(
    rf"(?P<lead>\bgive {_ONE} the (?:same )?\w+) (?:of|from|as in) {_ONE}", re.IGNORECASE
)
_NAMES: Final = re.compile(rf"{_ONE}|\bthe (?:first|last)\b", re.IGNORECASE)


def without_asides(request: str) -> str:
    """`request` without what it says of other frames, where it names the ones it means besides.

    "Leave frame 2 alone" by itself is no aside; it stays.
    """
    text = _GIVEN.sub(lambda found: found["lead"], request)
    text = _SOURCE.sub(lambda found: found["what"], text)
    for aside in _ASIDES:
        for found in [*aside.finditer(text)][::-1]:
            left = f"{text[: found.start()]} {text[found.end() :]}"
            if _NAMES.search(left):
                text = left
    return " ".join(text.split()).strip(" ,;") or request
