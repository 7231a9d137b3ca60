"""What follows the word frames and narrows it: with the dog, at dusk, where it rains."""

from __future__ import annotations

from tools.script.reading.matching import matching
from tools.script.reading.passage import Found, Passage, words_of

_SHOWING = (
    *("with", "showing", "containing", "featuring", "having", "where", "in which"),
    *("that show", "that shows", "that have", "that has", "that contain", "that contains"),
    *("which show", "which shows", "which have", "which has", "which contain", "which contains"),
)
_LACKING = ("without", "with no", "that lack", "showing no")
_SET = (
    *("set in", "set at", "at", "during", "in", "on", "near", "inside"),
    *("that are at", "that are in", "that is at", "that is in", "that are", "that is"),
    *("which are at", "which are in", "which is at", "which is in", "which are", "which is"),
)
_FILLERS = words_of("it it's is there there's are the a an any some")

# After these verbs "in the rain" says what to do with the frames, unless more follows.
_MAKING = words_of("make set put turn draw show have change render redo redraw try")
# After these, "with a dragon" always does.
_FILLING = words_of("replace fill begin start end finish cover decorate")
_ADDING = words_of("add put insert place draw include")

_PLACES_IN_A_SCRIPT = words_of(
    "middle end beginning start script story video clip film movie storyboard whole project "
    "sequence background foreground distance sky left right center centre same style way"
)


def read_condition(passage: Passage, quantifier: int, at: int) -> Found | None:
    """The frames that the words from `at` on describe.

    Args:
        passage: the request.
        quantifier: where the reference began; the verb before it decides whether "in the rain"
            describes frames or says what to do with them.
        at: the place after the word for frames.

    Returns:
        None where no description follows. `missing` is set where it fits no frame.
    """
    start = passage.reads_any(at, (*_LACKING, *_SHOWING, *_SET))
    verb = passage.word(quantifier - 1)
    if start is None or verb in _FILLING:
        return None
    value = start
    while passage.word(value) in _FILLERS:
        value += 1
    known = _known(passage, at, value)
    if known is None and value > start:
        known = _unknown(passage, at, value)
    # "All frames at night" by itself says what to do, too.
    making = verb in _MAKING or quantifier == 0
    if known is None or (making and _ends_clause(passage, known.end)):
        return None
    return known


def _ends_clause(passage: Passage, at: int) -> bool:
    return passage.closes(at) or passage.word(at) == "and"


def _known(passage: Passage, at: int, value: int) -> Found | None:
    """The longest run of words at `value` that a frame of this script could be."""
    lacking = passage.reads_any(at, _LACKING) is not None
    for end in (value + 3, value + 2, value + 1):
        words = [passage.word(i) for i in range(value, end)]
        fitting = matching(passage.script, " ".join(words)) if all(words) else None
        if fitting is None:
            continue
        if lacking:
            fitting = tuple(i for i in range(1, passage.count + 1) if i not in fitting)
        text = f"there is no frame {passage.word(at)} {' '.join(words)} in the script"
        return Found(end, fitting, missing=None if fitting else text)
    return None


def _unknown(passage: Passage, at: int, value: int) -> Found | None:
    """Refuses "the frames with the dragon" where there is no dragon.

    Not where the words may mean a place in the picture, or in the script.
    """
    word = passage.word(value)
    adding = any(token.text in _ADDING for token in passage.tokens)
    inside = passage.word(at) in {"in", "at", "inside"}
    showing = passage.reads_any(at, _SHOWING) is not None
    if not word.isalpha() or adding or word in _PLACES_IN_A_SCRIPT or not (showing or inside):
        return None
    if passage.reads_any(at, _LACKING) is not None:
        return None
    text = f"there is no frame {passage.word(at)} {word!r} in the script"
    return Found(value + 1, (), missing=text)
