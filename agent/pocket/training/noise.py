"""How people type: courtesies, afterthoughts, cases, slips of the finger."""

from __future__ import annotations

import random
from typing import Final

_BEFORE: Final = (
    *("please ", "can you ", "could you ", "could you please ", "would you ", "hey, ", "ok now "),
    *("i think ", "i'd say ", "maybe ", "now ", "can we ", "i want you to ", "let's ", "um, "),
    *("sorry but ", "hmm ", "alright, ", "next: ", "one more thing: ", "you know what? "),
    *("director, ", "my wish: ", "what if we ", "why don't we ", "so ", "right, ", "good, "),
    *("so i was thinking, ", "the client says ", "my daughter says ", "ok so ", "yes but "),
    *("i was wondering if you could ", "would it be possible to ", "is it possible to ", "i feel "),
    *("any chance you could ", "would you mind, ", "it would be great to ", "be so kind and "),
    *("and now ", "also, ", "then ", "next ", "quick one: ", "pls ", "plz ", "can u ", "u should "),
)
_BEHIND: Final = (
    *(" please", " thanks", ", thank you", " pls", "!", ".", " ok?", "?", " if you can", "!!"),
    *(" :)", " if possible", " for me", ", would you?", " will you", " i think", "...", " thx"),
    *(", that would be cool", ", it looks odd otherwise", " just to try it", ", it bothers me"),
    *(" like in my dream", ", my son insists", " as we discussed", ", trust me", ", nothing else"),
    *(" because the kids want it", " and tell me when it's done", ", that's all", " now", " too"),
)
_ROW: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def as_typed(request: str, chance: random.Random, *, is_wish: bool) -> str:
    """`request` as somebody might type it.

    Args:
        request: in lower case, without a mark at its end.
        chance: where every choice comes from.
        is_wish: whether courtesies fit; they would make a wish of a question.
    """
    if is_wish:
        if chance.random() < 0.3:
            request = chance.choice(_BEFORE) + request
        if chance.random() < 0.25:
            request += chance.choice(_BEHIND)
    elif chance.random() < 0.2:
        request += chance.choice(("?", "!", ".", "...", " :)"))
    if chance.random() < 0.2:
        request = _slipped(request, chance)
    return request[:1].upper() + request[1:] if chance.random() < 0.3 else request


def _slipped(text: str, chance: random.Random) -> str:
    """One slip in a word of at least four letters, never in a number."""
    places = [
        place
        for place in range(1, len(text) - 2)
        if text[place - 1 : place + 2].isalpha() and text[place].isascii()
    ]
    if not places:
        return text
    place = chance.choice(places)
    letter = text[place]
    slip = chance.randrange(4)
    if slip == 0:
        return text[:place] + text[place + 1 :]
    if slip == 1:
        return text[:place] + letter + text[place:]
    if slip == 2:
        return text[:place] + text[place + 1] + letter + text[place + 2 :]
    row = next((row for row in _ROW if letter in row), letter)
    beside = row[min(row.find(letter) + 1, len(row) - 1)]
    return text[:place] + beside + text[place + 1 :]
