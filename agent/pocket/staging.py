"""How a sentence becomes a picture: things, places, light and camera.

A word of the sentence or of the premise decides wherever there is one. Enumerated values chosen
by the model were worse than none: it copies whichever its example had.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from agent.pocket.casting import Cast, Member
from agent.pocket.lexicon import Lexicon, first_meaning, words_of
from agent.pocket.telling import Told
from agent.pocket.words import LIGHTS, MOVES, TIMES, WEATHERS, word_set
from schemas.drafts import FrameDraft
from schemas.script import Camera, Position, Scale, SceneObject, TimeOfDay, Weather

_MOST_THINGS: Final = 3
_DARK_PLACES: Final = frozenset({"cave"})
_CLOSE: Final = word_set(
    """
    smiles looks sees sleeps reads laughs thinks listens whispers cries dreams sings eats drinks
    stares wakes smile look see sleep read laugh think listen whisper cry dream sing eat drink
    stare wake opens holds open hold
    """
)
_FAR_OFF: Final = frozenset({"sees", "watches", "follows", "see", "watch", "follow", "chases"})
_INTO: Final = word_set("in into on onto to through across inside along over enters reaches visits")
_LEAD: Final = 3
"""Words before a place in which "into" and the like must stand."""
_LOOKING: Final = word_set("looks sees watches stares gazes points admires dreams hears remembers")
_TURNING: Final[dict[str, TimeOfDay]] = {
    word: time for word, time in TIMES.items() if word != "day"
}
"""In a story "a day" is more often a span than a time."""
_ALONE: Final[tuple[Position, ...]] = ("center", "left", "center", "right")
_SPREAD: Final[dict[int, tuple[tuple[Position, ...], ...]]] = {
    2: (("left", "right"), ("center", "right"), ("right", "left"), ("center", "left")),
    3: (("center", "left", "right"), ("left", "center", "right"), ("right", "center", "left")),
}
_SIZES: Final[tuple[Scale, ...]] = ("medium", "medium", "far", "medium", "close-up")
_CAMERAS: Final[tuple[Camera, ...]] = ("zoom out", "static", "pan right", "zoom in", "pan left")


@dataclass(slots=True)
class Stage:
    """Turns sentences into frames, each following from the one before.

    Args:
        cast: who and what the story is about.
        lexicon: the words that can be drawn.
        background: where the story begins.
        step: how many frames come before the first.
    """

    cast: Cast
    lexicon: Lexicon
    background: str
    step: int = 0
    time_of_day: TimeOfDay = field(init=False)
    weather: Weather = field(init=False)
    _frames: list[FrameDraft] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        """Begins with what the premise says."""
        self.time_of_day = self.cast.time_of_day or "day"
        self.weather = self.cast.weather or "clear"

    def frame(self, told: Told) -> FrameDraft:
        """The frame that shows a sentence."""
        before = (self.background, self.time_of_day)
        self._follow(told)
        frame = FrameDraft(
            action=told.text,
            objects=self._things(told),
            background=self.background,
            time_of_day=self.time_of_day,
            weather=self.weather,
            lighting=self._light(told),
            camera=self._camera(told),
            cut=bool(self._frames) and before != (self.background, self.time_of_day),
        )
        self._frames.append(frame)
        return frame

    @property
    def _place(self) -> int:
        return self.step + len(self._frames)

    def _follow(self, told: Told) -> None:
        """Moves to the place, the time and the weather that the sentence names."""
        words = words_of(told.text)
        for each in self.lexicon.mentions(told.text):
            led = not _INTO.isdisjoint(words[max(0, each.place - _LEAD) : each.place])
            if each.kind == "background" and led and told.verb not in _LOOKING:
                self.background = each.name
        self.time_of_day = first_meaning(told.text, _TURNING) or self.time_of_day
        self.weather = first_meaning(told.text, WEATHERS) or self.weather

    def _things(self, told: Told) -> tuple[SceneObject, ...]:
        named = [
            Member(each.name, each.said)
            for each in self.lexicon.mentions(told.text)
            if each.kind == "object"
        ]
        everybody = {each.name: each for each in (told.doer, *named, self.cast.subject)}
        names = list(everybody)[:_MOST_THINGS]
        step = self._place
        return tuple(
            SceneObject(name=name, position=position, scale=self._scale(told, place, len(names)))
            for place, (name, position) in enumerate(
                zip(names, _positions(len(names), step), strict=True)
            )
        )

    def _scale(self, told: Told, place: int, count: int) -> Scale:
        if count == 1:
            return "close-up" if told.verb in _CLOSE else _SIZES[self._place % len(_SIZES)]
        return "far" if place and told.verb in _FAR_OFF else "medium"

    def _light(self, told: Told) -> str:
        said = first_meaning(told.text, LIGHTS) or self.cast.lighting
        if said is not None:
            return said
        dark = self.time_of_day == "night" or self.background in _DARK_PLACES
        return "dark" if dark else "neutral"

    def _camera(self, told: Told) -> Camera:
        before = self._frames[-1].camera if self._frames else None
        shows = MOVES.get(told.verb) or MOVES.get(f"{told.verb}s")
        if shows is not None and shows != before:
            return shows
        turn = self._place % len(_CAMERAS)
        following = (*_CAMERAS[turn:], *_CAMERAS[:turn])
        return next(camera for camera in following if camera != before)


def _positions(count: int, step: int) -> tuple[Position, ...]:
    if count == 1:
        return (_ALONE[step % len(_ALONE)],)
    spreads = _SPREAD[count]
    return spreads[step % len(spreads)]
