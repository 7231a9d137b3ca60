"""Everyday names of frames, put into the words that the readers know: "in 4 pls" is frame 4.

Each rule rewrites one way of speaking. They run in order: spelling first, bare numbers last.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from tools.script.reading.numbers import CARDINALS, ORDINALS
from tools.script.reading.spelling import in_known_spelling

_LOW: Final = "|".join(list(CARDINALS)[:12])
_ORDINAL: Final = rf"(?:{'|'.join(list(ORDINALS)[:12])}|last|final|\d{{1,2}}(?:st|nd|rd|th))"
_DIGITS: Final = r"\d{1,3}(?![\w%]|[.,:]\d)"
_NUMBER: Final = rf"(?:{_DIGITS}|(?:{_LOW})\b)"
_LIST: Final = rf"{_DIGITS}(?:(?:\s*(?:,|-|&|\+|/)\s*|\s+(?:and|or|to)\s+){_DIGITS})*"
_FRAME: Final = r"(?:frame|panel|scene|shot|picture|image)"
_CALLED: Final = r"(?:number|numero|nr|no|num|scene|pic|pics|slide|cell|tile|drawing|still)"
_POINT: Final = rf"(?=(?:the |frame |number )?(?:{_ORDINAL}\b|{_NUMBER}))"
_EDGES: Final = (
    r"(?:\b(in|at|for|of|from|make|darken|brighten|lighten|change|set|give|let|have|with|is|but"
    r"|and)\s+|(^))(?:right )?the (?:very )?"
)
_COURTESY: Final = r"[.!?\s]*(?:please|pls|thanks)?[.!?\s]*$"


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    by: str | Callable[[re.Match[str]], str]

    def __call__(self, text: str) -> str:
        return self.pattern.sub(self.by, text)


def _rule(pattern: str, by: str | Callable[[re.Match[str]], str]) -> _Rule:
    return _Rule(re.compile(pattern, re.IGNORECASE), by)


_EDGE_RULES: Final = (
    _rule(rf"{_EDGES}(?:beginning|start|opening)\b", r"\1 the first frame"),
    _rule(rf"{_EDGES}(?:end|ending|finale)\b", r"\1 the last frame"),
)
"""Only where nothing is put anywhere, and no other frame is named."""

_NEW_FRAMES: Final = (
    _rule(
        rf"\b(?:start|begin|open)\w* (?:off )?with (an?(?: new| another)? {_FRAME})\b(?! \d)",
        r"insert at the front \1",
    ),
    _rule(
        rf"\b(?:end|close|finish|conclude)\w* (?:off )?with (an?(?: new| another)? {_FRAME})\b"
        + r"(?! \d)",
        r"insert at the end \1",
    ),
    _rule(rf"\b(new|another|extra) (?:first|opening) {_FRAME}\b", r"\1 frame at the front"),
    _rule(rf"\b(new|another|extra) (?:last|final|closing) {_FRAME}\b", r"\1 frame at the end"),
    _rule(rf"\b(new|another|extra) {_FRAME} (?:number )?({_DIGITS})", r"\1 frame at position \2"),
    _rule(
        rf"\b(?:frame|number) ({_DIGITS}) (?:should|must|could|has to) be followed by (?=an? )",
        r"insert after frame \1 ",
    ),
    _rule(
        rf"\b(?:insert|add|put)( an?(?: new)? {_FRAME})? as (?:frame|number|the) ",
        r"insert\1 at position ",
    ),
)
_MOVED: Final = (
    _rule(
        rf"\b(?:start|begin|open|lead|kick)\w*(?: off)?(?: the \w+)?(?: off)? with"
        rf" ((?:the )?(?:frame {_NUMBER}|{_ORDINAL} frame)){_COURTESY}",
        r"move \1 to the front",
    ),
    _rule(
        rf"\b(?:end|close|finish|conclude)\w*(?: the \w+)? (?:with|on)"
        rf" ((?:the )?(?:frame {_NUMBER}|{_ORDINAL} frame)){_COURTESY}",
        r"move \1 to the end",
    ),
)
"""A frame that exists at one of the ends."""

_RANGES: Final = (
    _rule(r"\bthe rest(?: of the \w+)? (?=(?:after|from) (?:frame|the) )", "everything "),
    _rule(
        r"\b((?:after|from) frames? [\w-]+(?: on(?:wards?)?)?),? the rest\b(?: of the \w+)?", r"\1"
    ),
    _rule(
        r"\b(?:every|each|all)(?: the)? frames? (?:in|of) (?=the (?:first|second|last) half)", ""
    ),
    _rule(rf"\b(?:past|beyond|following|later than) {_POINT}", "after "),
    _rule(rf"\b(?:ahead of|prior to|earlier than) {_POINT}", "before "),
    _rule(r"\b(?:up )?(?:until|till|til)\b", "until"),
    _rule(r"\b(up to|until) and including\b", r"\1"),
    _rule(
        rf"\b(?:starting|beginning|since|as of) (?:with |at |from |in )?(?:frame |number )?"
        rf"({_DIGITS})(?: onwards?| on)?",
        r"from frame \1 on",
    ),
    _rule(rf"\b(?:frame )?({_DIGITS})\s?\+(?!\s*\d)", r"frame \1 onwards"),
    _rule(
        rf"(?<!frames )\b(from )?(?:frame |number )?({_DIGITS}) "
        r"(?:onwards?|upwards?|and (?:up|on|later|above))\b",
        r"\1frame \2 onwards",
    ),
    _rule(
        rf"(?:\b(?:each|every|all|the)\s+)*\bframes? from ({_DIGITS}) (?:to|until|through)\b",
        r"frames \1 to",
    ),
)
_NOUNS: Final = (
    _rule(rf"\bboth (?=(?:the )?{_ORDINAL}\b|frames? \d)", ""),
    _rule(r"\bscenes\b", "frames"),
    _rule(r"\b((?:every|each) (?:\w+ ){0,2})scene\b", r"\1frame"),
    _rule(r"\b(the|all|both|those) ones (?=with|in|at|where|that|showing)", r"\1 frames "),
    _rule(r"\bthe one (?=with|where|in which|that|showing)", "the frame "),
    _rule(
        r"\beverything (?:that |which )?(?:happens|happening|takes place|plays|is set|set|is) "
        r"(?=in|at|on|during)",
        "everything ",
    ),
    _rule(rf"[(\[\"'\u2018]({_DIGITS})[)\]\"'\u2019](?!\w)", r"\1"),
    _rule(r"\bthe (?:one|frame) before the last(?: one| frame)?\b", "the second to last frame"),
    _rule(
        r"\b(?:each|all|both|every one|the whole|everything) (?:of|in) "
        r"(?=the (?:first|last)\b|frames? \d)",
        "",
    ),
    _rule(r"\ball of the (?=frames? (?:from )?\d)", "the "),
    _rule(
        rf"\bin ({_LOW})(?= (?:it|the|there|we|they|he|she|please|pls|i)\b|[,:.!?]|$)",
        r"in frame \1",
    ),
    _rule(rf"(?<!frame )(?<!frames )\b{_CALLED}\.?\s*(?:#\s*)?(?={_NUMBER})", "frame "),
    _rule(rf"\b({_ORDINAL})\s+(?:scene|pic|slide|still)\b", r"\1 frame"),
    _rule(
        r"\b(first|last) (few|couple of|couple|pair of)\b",
        lambda found: f"{found[1]} {'three' if found[2].lower() == 'few' else 'two'}",
    ),
    _rule(r"\b(every|each) (?:single|last) (?=frame|one\b)", r"\1 "),
    _rule(
        rf"(^|[,;:.!]\s*|\band\s+)(first|last)\s+((?:{_LOW})|\d)\b(?!\s+\w+s\b)",
        r"\1the \2 \3 frames",
    ),
    _rule(
        r"\b(?:the )?(?:ending|finale|final shot|last shot|closing shot)\b(?! frame)",
        "the last frame",
    ),
    _rule(r"\bthe (?:opening shot|opener|very first shot)\b", "the first frame"),
    _rule(
        rf"\b(swap|exchange|switch|trade)\s+(?:frame\s+)?({_DIGITS})\s+(?:with|for|and)\s+"
        rf"(?:frame\s+)?({_DIGITS})",
        r"\1 frames \2 and \3",
    ),
)

_NOT_COUNTED: Final = (
    # Not "2 seconds", "3 more trees", "2 dogs"; a verb in s is no plural.
    r"(?!\s*(?:seconds?|secs?|s|x|times?|percent|%|o'clock|am|pm|pixels?|px|degrees?|stops?|steps?"
    r"|fps|minutes?|hours?|extra|new|other|different|little|big|small|red|blue|green|yellow"
    r"|white|black|golden|old|young)\b)"
    r"(?!\s+more\s+(?!colou?rs\b|lights\b|shadows\b)\w+s\b(?<!ss))"
    r"(?!\s+(?!(?:is|was|has|less|as|this|its|looks|needs|seems|feels|should|pls|please|thanks|thx"
    r"|goes|comes|gets|wants|stays|belongs|remains|across|always|perhaps|towards|yes|works|lacks"
    r"|misses|drags|takes|lasts|turns|shows|ends)\b)[a-z]+s\b)"
)
_ACTS: Final = (
    r"is|are|was|were|looks?|needs?|feels?|seems?|should|must|could|can|might|has|have|wants?|gets?"
    r"|goes|comes?|turns?|lasts?|drags?|lacks?|shows?|stays?|remains?|belongs?|ends?|came|isn't"
    r"|aren't|doesn't|don't|won't|shouldn't|in|at|with|without|darker|brighter|warmer|colder|as"
    r"|night|day|dusk|dawn|again|please|pls|a|much|way|too|by|under"
)
_VERBS: Final = (
    r"make|set|turn|put|darken|brighten|lighten|copy|duplicate|clone|repeat|double|ditch|kill|lose"
    r"|trash|bin|scrap|warm|cool|dim|extend|shorten|stretch|trim|throw|get rid of|skip|leave|keep"
    r"|show|touch|changing|touching|like|pause|redraw|rerender|re-render|reroll|regenerate|repaint"
    r"|protect|both|except|want|take|tint|give|let|have|unlike|behind|before|after|but not|not"
    r"|only|just|but|move|discard|axe"
)
_CLAUSE: Final = r"(^|[,;.!?]\s*|\b(?:and|but|so|then|please|ok|okay|also|now|hey|think|maybe)\s+)"
_LAST_WORD: Final = _rule(
    rf"(?<!by )(?<!than )(?<!times )(?<!to )\b({_LIST})(?={_COURTESY})", r"frames \1"
)
_BARE: Final = (
    _rule(rf"^\s*({_LIST}){_NOT_COUNTED}", r"frames \1"),
    _rule(rf"\b(it's|it is)\s+({_LIST})(?=\s+(?:that|which)\b)", r"\1 frames \2"),
    _rule(rf"{_CLAUSE}({_LIST})(?=\s+(?:{_ACTS})\b|\s*:|\s+-)", r"\1frames \2"),
    _rule(rf"\b({_VERBS})\s+({_LIST}){_NOT_COUNTED}", r"\1 frames \2"),
)
_LED: Final = _rule(
    rf"(?<!\d )\b(in|on|of|for|from|inside|within|into)\s+({_LIST}){_NOT_COUNTED}", r"\1 frames \2"
)
_SINGULAR: Final = _rule(
    rf"\bframes ({_DIGITS})"
    r"(?!\s*\d|\s*(?:,|-|&|\+|/|and\b|or\b|to\b|through\b|thru\b|until\b|till\b)\s*\d)",
    r"frame \1",
)
_NAMED: Final = re.compile(rf"\bframes?\b|\bshots?\b|[#@]\d|\b{_ORDINAL}\b", re.IGNORECASE)
_PLACING: Final = re.compile(
    r"\b(?:add|insert|append|put|move|copy|duplicate|clone|repeat|bring|send|shift|place|new"
    r"|another|till|until|through|to|want|need)\b",
    re.IGNORECASE,
)
_AMOUNTS: Final = re.compile(
    r"\b(?:hold|exposure|contrast|saturation|brightness|temperature|duration|length|speed|fps"
    r"|seconds?|secs?)\b"
)


def in_known_words(request: str) -> str:
    """`request` with its names of frames as the readers know them; the other words stay."""
    text = in_known_spelling(request)
    if not _PLACING.search(text) and not _NAMED.search(text):
        text = _applied(text, _EDGE_RULES)
    text = _applied(text, (*_NEW_FRAMES, *_RANGES, *_NOUNS))
    if not _NAMED.search(text):
        text = _LAST_WORD(text)
    text = _applied(text, _BARE)
    # "Set the contrast to 2 in 3 steps": beside an amount, a number needs more than "in".
    if not _AMOUNTS.search(text):
        text = _LED(text)
    return " ".join(_applied(_SINGULAR(text), _MOVED).split())


def _applied(text: str, rules: tuple[_Rule, ...]) -> str:
    for rule in rules:
        text = rule(text)
    return text
