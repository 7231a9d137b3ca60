"""What requests speak of: scripts, things, places, and the many ways to call a frame."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Final, TypeVar, get_args

from agent.pocket.sentences import base_form
from prompts import verbs
from schemas.drafts import FrameDraft, ScriptDraft
from schemas.script import Camera, FrameScript, Position, Scale, SceneObject
from schemas.vocabulary import Vocabulary
from tools.script.building import build_script

ItemT = TypeVar("ItemT")

FRAMES: Final = 8
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_WORDS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight")
_LOOKS: Final = ("", "", "", "", "little ", "big ", "red ", "old ", "blue ", "cute ", "huge ")
_WHERE: Final = (
    *("", "", "", "on the left", "on the right", "in the middle", "in the background"),
    *("to the left", "to the right", "far away", "next to it", "in front", "in the distance"),
)
_REST: Final = (
    *("", "", "", "happily", "slowly", "with a friend", "under a tree", "in the rain", "alone"),
    *("for the last time", "by the fire", "over a log", "across the bridge", "to the stars"),
    *("with joy", "through the window", "on a rock", "behind a door", "around the house"),
    *("at the waves", "off the roof", "in a puddle", "to the music", "a sandwich", "the door"),
    *("a letter", "its breakfast", "a big cake", "up the stairs", "for help", "in the mirror"),
)
_DEEDS: Final = (
    *("sings", "barks", "juggles", "cooks", "paints", "trips", "sneezes", "yawns", "claps"),
    *(
        "bakes",
        "digs",
        "hugs",
        "steals",
        "cries",
        "laughs",
        "whistles",
        "snores",
        "stumbles",
        "kicks",
    ),
    *("plays", "kneels", "bows", "dreams", "whispers", "shouts", "hides", "peeks", "writes"),
)
"""What somebody may do that the story's own verbs do not hold."""
_STYLES: Final = (
    *("watercolour", "oil painting", "comic book", "anime", "pixel art", "pencil sketch"),
    *("charcoal", "claymation", "stained glass", "retro", "film noir", "cartoon", "storybook"),
    *("impressionist", "crayon", "paper cut-out", "ink wash", "art deco", "low poly", "pastel"),
)
_COLOURS: Final = (
    *("red", "blue", "green", "yellow", "purple", "golden", "white", "black", "pink", "orange"),
)
_FEATURES: Final = (
    *("a red scarf", "a blue coat", "big ears", "a long beard", "green eyes", "a golden cape"),
    *("a tall hat", "a striped shirt", "a white tail", "round glasses", "a silver helmet"),
)
_SECONDS: Final = (
    *("2 seconds", "3 seconds", "two seconds", "3s", "1.5 seconds", "half a second", "5 secs"),
    *("four seconds", "one second", "a second", "2.5 s", "ten seconds", "0.5 seconds"),
)
_BIT: Final = ("", "", "", "a bit ", "much ", "slightly ", "a little ", "way ", "a lot ", "far ")
_MUCH: Final = ("", "", "", " a bit", " a lot", " slightly", " a little", " by 20%", " somewhat")


class World:
    """One script and the words for what is in it, for one request.

    Args:
        vocabulary: what can be drawn.
        chance: where every choice comes from.
    """

    def __init__(self, vocabulary: Vocabulary, chance: random.Random) -> None:
        self._chance = chance
        self._vocabulary = vocabulary
        self._things = [*vocabulary.objects, *self._synonyms(vocabulary.objects)]
        self._places = [*vocabulary.backgrounds, *self._synonyms(vocabulary.backgrounds)]
        self.script = self._script()
        self._who = self._pick([each.name for each in self.script.frames[0].objects])
        self._scope = self._scope_words()
        self._other = self._number()
        self._placed = False

    @property
    def slots(self) -> Mapping[str, Callable[[], str]]:
        """What fills each slot of a line; a frame is named once and is "it" from then on."""
        return {
            "f": self._frame,
            "it": lambda: self._frame(),
            "in": self._inside,
            "one": self._one,
            "two": self._two,
            "two the other": lambda: f"{self._pick(['swap', 'exchange'])} {self._two()}",
            "place of one": self._between,
            "to place": self._towards,
            "bit": lambda: self._pick(_BIT),
            "much": lambda: self._pick(_MUCH),
            "seconds": lambda: self._pick(_SECONDS),
            "where": lambda: self._pick(_WHERE),
            "thing": lambda: self._pick(self._things),
            "a thing": lambda: _with_article(self._looked(self._pick(self._things)), self._chance),
            "who": lambda: self._who,
            "the who": lambda: f"the {self._who}" if self._chance.random() < 0.9 else self._who,
            "a who": lambda: _with_article(self._who, self._chance),
            "place": lambda: self._pick(self._places),
            "the place": self._place,
            "the place2": lambda: f"the {self.script.frames[0].background}",
            "act": lambda: self._act(base_form),
            "acts": lambda: self._act(str),
            "acting": lambda: self._act(_progressive),
            "sentence": lambda: f"the {self._who} {self._act(str)}",
            "quoted": lambda: f'"{self._who.capitalize()} {self._act(str)}"',
            "style": lambda: self._pick(_STYLES),
            "style like": lambda: _with_article(self._pick(_STYLES), self._chance),
            "colour": lambda: self._pick(_COLOURS),
            "feature": lambda: self._pick(_FEATURES),
            "wear": lambda: self._pick(_FEATURES),
        }

    def _pick(self, among: tuple[ItemT, ...] | list[ItemT]) -> ItemT:
        return self._chance.choice(among)

    def _number(self) -> int:
        return self._chance.randint(1, FRAMES)

    def _synonyms(self, names: tuple[str, ...]) -> list[str]:
        return [word for word, name in self._vocabulary.synonyms.items() if name in names]

    def _script(self) -> FrameScript:
        known = self._vocabulary
        subject, *others = self._chance.sample(known.objects, 4)
        frames = tuple(
            FrameDraft(
                action=f"The {subject} {self._pick(verbs().any)}.",
                objects=tuple(
                    SceneObject(
                        name=name,
                        position=self._pick(get_args(Position)),
                        scale=self._pick(get_args(Scale)),
                    )
                    for name in {subject: None, self._pick(others): None}
                ),
                background=self._pick(known.backgrounds),
                time_of_day=self._pick(known.times),
                weather=self._pick(known.weathers),
                camera=self._pick(get_args(Camera)),
                cut=self._chance.random() < 0.3,
            )
            for _ in range(FRAMES)
        )
        draft = ScriptDraft(title=f"The {subject}", frames=frames)
        return build_script(draft, premise=f"a {subject}", seed=0, width=256, height=256, fps=6)

    def _scope_words(self) -> str:
        """One way to call a frame or several; empty for the whole clip."""
        chance = self._chance
        if chance.random() < 0.2:
            return ""
        first = chance.randint(1, FRAMES - 1)
        last = chance.randint(first + 1, FRAMES)
        count = _WORDS[chance.randint(1, 3)]
        many = (
            f"frames {first}-{last}",
            f"frames {first} to {last}",
            f"frames {first} and {last}",
            f"{first} and {last}",
            f"the first {count} frames",
            f"the last {count}",
            f"every {self._pick(['night', 'day', 'dusk', 'rain', 'snow'])} frame",
            "all frames",
            f"everything except frame {first}",
            f"all frames but the {_ORDINALS[first - 1]}",
            f"everything after frame {first}",
            "the second half",
        )
        return self._pick(many) if chance.random() < 0.3 else self._single()

    def _single(self) -> str:
        number = self._number()
        ordinal = _ORDINALS[number - 1]
        return self._pick(
            [
                *[f"frame {number}"] * 5,
                *[f"the {ordinal} frame"] * 2,
                f"the {self._pick(['last', 'final', 'opening', 'closing'])} frame",
                f"number {number}",
                f"#{number}",
                f"f{number}",
                f"panel {number}",
                f"picture {number}",
                f"frame {_WORDS[number - 1]}",
                f"the {ordinal} one",
                "the last one",
                f"{number}",
            ]
        )

    def _frame(self) -> str:
        if self._scope and not self._placed:
            self._placed = True
            return self._scope
        return self._pick(["it", "it", "it", "this", "everything", "the whole thing", "them"])

    def _inside(self) -> str:
        if not self._scope or self._placed:
            return ""
        self._placed = True
        lead = self._pick(["in", "in", "in", "in", "for", "for", "on", "of", ",", "to"])
        return f"{lead} {self._scope}"

    def _one(self) -> str:
        self._placed = True
        return self._single()

    def _two(self) -> str:
        self._placed = True
        first, last = self._chance.sample(range(1, FRAMES + 1), 2)
        return self._pick(
            [
                f"frames {first} and {last}",
                f"{first} and {last}",
                f"frame {first} and frame {last}",
                f"frame {first} with frame {last}",
                f"the {_ORDINALS[first - 1]} and the {_ORDINALS[last - 1]} frame",
                "the last two frames",
                "the first two",
            ]
        )

    def _between(self) -> str:
        self._placed = True
        number = self._chance.randint(1, FRAMES - 1)
        return self._pick(
            [
                *[f"after frame {number}"] * 2,
                f"before frame {number + 1}",
                f"after {number}",
                f"between {number} and {number + 1}",
                f"between frames {number} and {number + 1}",
                f"behind the {_ORDINALS[number - 1]} frame",
                "at the end",
                "at the beginning",
                f"right after the {_ORDINALS[number - 1]} frame",
            ]
        )

    def _towards(self) -> str:
        self._placed = True
        return self._pick(
            [
                *("to the end", "to the front", "to the beginning", "at the very end", "first"),
                f"after frame {self._other}",
                f"before frame {self._other}",
                f"before {self._other}",
                f"behind {self._other}",
                f"to position {self._other}",
                f"in front of frame {self._other}",
                f"between {self._other} and {self._other % FRAMES + 1}",
                "one place earlier",
                "two places later",
            ]
        )

    def _looked(self, thing: str) -> str:
        return f"{self._pick(_LOOKS)}{thing}"

    def _place(self) -> str:
        lead = self._pick(["the", "the", "a", "a", ""])
        return f"{lead} {self._pick(self._places)}".strip()

    def _act(self, form: Callable[[str], str]) -> str:
        verbs_known = _DEEDS if self._chance.random() < 0.4 else verbs().any
        return f"{form(self._pick(verbs_known))} {self._pick(_REST)}".strip()


def _with_article(noun: str, chance: random.Random) -> str:
    article = "an" if noun[:1] in "aeiou" else "a"
    return f"{chance.choice((article, article, article, 'some', 'the'))} {noun}"


def _progressive(verb: str) -> str:
    base = base_form(verb)
    if base.endswith("e") and not base.endswith(("ee", "ie")):
        return f"{base[:-1]}ing"
    return f"{base}ing"
