"""References by description: all frames, every night frame, the rest."""

from __future__ import annotations

from tools.script.reading.conditions import read_condition
from tools.script.reading.matching import matching
from tools.script.reading.numbers import LAST, cardinal_at, ordinal_at
from tools.script.reading.passage import PLURAL, Found, Passage, words_of
from tools.script.reading.points import extent

_QUANTIFIERS = words_of("every each all any both the those these")
_WHOLES = words_of("script video clip story film movie storyboard thing sequence animation lot")
_NEVER_ADJECTIVES = words_of("in to from of at on with for and than a an")


def read_described(passage: Passage, at: int) -> Found | None:
    """All frames, every frame, everything, every night frame, the frames with the dog."""
    if passage.word(at) in PLURAL:
        return read_condition(passage, at, at + 1)
    return _read_whole(passage, at) or _read_quantified(passage, at)


def read_rest(passage: Passage, at: int) -> int | None:
    """The place after "the rest", "the others", "everything else" or "all other frames"."""
    for phrase in ("the rest of the", "the rest of", "the rest", "all others", "all the others"):
        if (end := passage.reads(at, phrase)) is not None:
            return end + 1 if passage.is_noun(end) or passage.word(end) == "them" else end
    if (end := passage.reads_any(at, ("the others", "everything else"))) is not None:
        return end
    for phrase in ("all the other", "all other", "all remaining", "the other", "the remaining"):
        end = passage.reads(at, phrase)
        if end is not None and passage.word(end) in PLURAL:
            return end + 1
    return None


def _everything(passage: Passage) -> tuple[int, ...]:
    return tuple(range(1, passage.count + 1))


def _read_whole(passage: Passage, at: int) -> Found | None:
    phrases = ("all of them", "all of these", "all of those", "them all", "each of them")
    if (end := passage.reads_any(at, (*phrases, "every one"))) is not None:
        return Found(end, _everything(passage))
    article = passage.skip(at, "the")
    if passage.word(article) in {"whole", "entire"} and passage.word(article + 1) in _WHOLES:
        return Found(article + 2, _everything(passage), weak=True)
    if passage.word(at) == "everything":
        condition = read_condition(passage, at, at + 1)
        if condition is not None and condition.indices and not condition.missing:
            return condition
    bare_all = passage.word(at) == "all" and passage.may_follow_bare(at + 1)
    if bare_all or passage.word(at) == "everything":
        return Found(at + 1, _everything(passage), weak=True)
    return None


def _read_quantified(passage: Passage, at: int) -> Found | None:
    quantifier = passage.word(at)
    noun = _noun_after(passage, at) if quantifier in _QUANTIFIERS else None
    if noun is None:
        return None
    start = _adjectives_start(passage, at)
    several = passage.word(noun) in PLURAL or quantifier in {"every", "each", "all"}
    named = _by_adjectives(passage, start, noun, several=several)
    if named is None or named.missing:
        return named
    condition = read_condition(passage, at, noun + 1)
    if condition is not None and condition.missing:
        return condition
    if condition is not None:
        both = tuple(index for index in named.indices if index in condition.indices)
        return _choose(condition._replace(indices=both), several=several)
    if start < noun:
        return _choose(named, several=several)
    return named._replace(weak=quantifier in {"the", "those", "these"}) if several else None


def _adjectives_start(passage: Passage, at: int) -> int:
    start = at + 1
    while passage.word(start) in {"of", "the", "these", "those"}:
        start += 1
    return start


def _noun_after(passage: Passage, at: int) -> int | None:
    """The place of the word for frames that a quantifier belongs to, at most five words on."""
    start = _adjectives_start(passage, at)
    for noun in range(start, start + 6):
        if passage.is_noun(noun):
            return noun
        word = passage.word(noun)
        if word in _NEVER_ADJECTIVES or not word.replace("-", "").isalnum():
            return None
    return None


def _by_adjectives(passage: Passage, start: int, noun: int, *, several: bool) -> Found | None:
    """The frames that all words from `start` to `noun` fit; a count or an ordinal may lead."""
    number = cardinal_at(passage, start)
    if number is not None and number.end == noun:
        text = f"there are no {number.value} frames; {extent(passage)}"
        missing = None if number.value == passage.count else text
        return Found(noun + 1, _everything(passage), missing=missing)
    if number is not None:
        return _by_adjectives(passage, number.end, noun, several=several)
    ordinal = ordinal_at(passage, start)
    if ordinal is None or ordinal.end >= noun:
        return _fitting(passage, start, noun, several=several)
    among = _fitting(passage, ordinal.end, noun, several=True)
    if among is None or among.missing:
        return among
    place = len(among.indices) if passage.word(start) in LAST else ordinal.value
    return among._replace(indices=among.indices[place - 1 : place])


def _fitting(passage: Passage, start: int, noun: int, *, several: bool) -> Found | None:
    words = [passage.word(i) for i in range(start, noun)]
    whole = matching(passage.script, " ".join(words)) if words else _everything(passage)
    if whole:
        return Found(noun + 1, whole)
    fitting = set(_everything(passage))
    for word in words:
        found = matching(passage.script, word)
        if found is None and not several:
            return None
        fitting &= set(found or ())
    text = f"there is no {' '.join(words)} frame in the script"
    return Found(noun + 1, tuple(sorted(fitting)), missing=None if fitting else text)


def _choose(found: Found, *, several: bool) -> Found:
    """`found`, refused where it names no frame, or several by a singular."""
    if not found.indices:
        return found._replace(missing="no frame of the script fits the description")
    if len(found.indices) > 1 and not several:
        fitting = ", ".join(str(index) for index in found.indices)
        return found._replace(missing=f"not one frame fits the description but several: {fitting}")
    return found
