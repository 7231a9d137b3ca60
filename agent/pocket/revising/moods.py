"""Moods in words: what makes a picture spookier, cosier, sadder."""

from __future__ import annotations

from typing import Final, NamedTuple

from agent.pocket.revising.asking import Asked
from schemas.grade import GradeChange


class _Mood(NamedTuple):
    said: str
    words: str
    """Adjectives and nouns, separated by spaces; an adjective stands for its comparative too."""
    change: GradeChange


_MOODS: Final = (
    _Mood(
        "spookier",
        "scary spooky creepy eerie sinister ominous menacing threatening haunted horror nightmarish"
        " nightmare terrifying frightening ghostly evil dangerous danger grim uncanny gothic fear"
        " chilling menace",
        GradeChange(exposure=-0.6, contrast=1.15, saturation=0.8, temperature=-0.15),
    ),
    _Mood(
        "more mysterious",
        "mysterious mystery enigmatic mystical secretive",
        GradeChange(exposure=-0.4, saturation=0.85, temperature=-0.15),
    ),
    _Mood(
        "more cheerful",
        "cheerful cheery happy joyful joyous joy merry optimistic hopeful hope uplifting jolly"
        " festive friendly playful fun funny lighthearted light-hearted upbeat carefree",
        GradeChange(exposure=0.4, saturation=1.25, temperature=0.12),
    ),
    _Mood(
        "cosier",
        "cosy cozy snug homely homey inviting comforting comfortable intimate welcoming cosiness",
        GradeChange(exposure=0.1, contrast=0.95, saturation=1.1, temperature=0.35),
    ),
    _Mood(
        "more romantic",
        "romantic romance loving love tender",
        GradeChange(exposure=-0.1, contrast=0.9, saturation=1.1, temperature=0.3),
    ),
    _Mood(
        "sadder",
        "sad melancholic melancholy lonely sorrowful mournful depressing depressed bleak dreary"
        " sombre somber tragic forlorn wistful miserable desolate sadness loneliness sorrow",
        GradeChange(exposure=-0.35, saturation=0.65, temperature=-0.2),
    ),
    _Mood(
        "dreamier",
        "dreamy dreamlike serene peaceful calm tranquil gentle soothing delicate ethereal relaxed"
        " relaxing",
        GradeChange(exposure=0.1, contrast=0.75, saturation=0.9),
    ),
    _Mood(
        "more dramatic",
        "dramatic drama tense tension suspenseful suspense epic heroic intense thrilling edgy"
        " grandiose powerful ferocious",
        GradeChange(exposure=-0.2, contrast=1.35),
    ),
    _Mood(
        "more magical",
        "magical magic enchanted enchanting fairytale whimsical wondrous fantastical psychedelic"
        " surreal lively exotic",
        GradeChange(exposure=0.15, contrast=1.1, saturation=1.4),
    ),
    _Mood(
        "more nostalgic",
        "nostalgic nostalgia vintage retro old-fashioned antique sepia",
        GradeChange(contrast=0.85, saturation=0.7, temperature=0.25),
    ),
)
_FEELS: Final = (
    r"mood|feel\w*|look\w*|atmosphere|vibes?|tone|touch|ambien\w+|more|make|turn|seem\w*"
    r"|should be|could be|needs to be|version|add|give|want"
)
_FILLERS: Final = r"more|much|way|an?|bit|little|it|very|far|really|please"
_OPPOSITE: Final = r"less|not|no|too|isn't|without"


def read_mood(asked: Asked) -> tuple[str, GradeChange] | None:
    """The grade for a mood that the words ask for, and its name; None where they ask for none.

    Words beside a thing describe it ("a scary ghost") and set no mood.
    """
    things = any(each.kind == "object" for each in asked.lexicon.mentions(asked.text))
    if things or asked.has(_OPPOSITE):
        return None
    for mood in _MOODS:
        words = "|".join(_forms(word) for word in mood.words.split())
        if asked.has(words) and (asked.has(_FEELS) or asked.is_only(rf"{words}|{_FILLERS}")):
            return mood.said, mood.change
    return None


def _forms(word: str) -> str:
    """A pattern of `word`, its comparative and its superlative."""
    stem = f"{word[:-1]}i" if word.endswith("y") else word.removesuffix("e")
    return rf"{word}|{stem}{word[-1]}?e(?:r|st)"
