"""Captions of scenes: the canonical form, and the paraphrases that people and directors write."""

from random import Random

from tools.pocket.dialect import phrase, with_view
from tools.pocket.training.scene import Placed, Scene

_WHERE = {
    "left": ("on the left", "at the left", "left", "on the left side", "to the left"),
    "center": ("in the center", "in the middle", "center", "in the centre", "at the center"),
    "right": ("on the right", "at the right", "right", "on the right side", "to the right"),
}
_SCALE = {
    "far": (
        "{} far away",
        "a small {}",
        "far {}",
        "a tiny {}",
        "{} in the distance",
        "a distant {}",
    ),
    "medium": ("medium {}", "a {}", "the {}", "{}", "medium shot of a {}"),
    "close-up": ("close-up {}", "close-up of a {}", "a large {}", "close up of the {}", "a big {}"),
}
_TIME = {
    "dawn": ("dawn", "at dawn", "at sunrise", "in the morning", "early morning"),
    "day": ("day", "by day", "at noon", "during the day", "in daylight", "daytime"),
    "dusk": ("dusk", "at dusk", "at sunset", "in the evening", "at twilight"),
    "night": ("night", "at night", "at midnight", "by night", "under the stars"),
}
_WEATHER = {
    "clear": ("clear", "clear sky", "in clear weather", "sunny", "clear weather"),
    "cloudy": ("cloudy", "under clouds", "overcast", "cloudy sky", "cloudy weather"),
    "rain": ("rain", "in the rain", "raining", "rainy", "rainy weather", "it rains"),
    "snow": ("snow", "in the snow", "snowing", "snowy weather", "snow falls", "it snows"),
    "fog": ("fog", "in the fog", "foggy", "misty", "in mist", "foggy weather"),
}
_LIGHT = {
    "bright": ("bright light", "bright", "bright lighting", "brightly lit", "in bright light"),
    "neutral": ("neutral light", "neutral", "neutral lighting", "soft light"),
    "dark": ("dark light", "dark", "dark lighting", "dimly lit", "dim light"),
}
_PLACE = ("{}", "in the {}", "in a {}", "at the {}", "{} background", "a {}")
_NAMES_VIEW = 0.6
# What a caption may leave out is what the product fills in when nobody says anything.
_DEFAULTS = {"time_of_day": "day", "weather": "clear", "lighting": "neutral"}


def canonical(scene: Scene) -> str:
    """Return the caption in the pocket dialect."""
    things = [
        (each.name, (f"facing {each.facing}",) if each.facing else (), each.position, each.scale)
        for each in scene.things
    ]
    words = phrase(things, scene.background, scene.time_of_day, scene.weather, scene.lighting)
    return with_view(words, scene.view)


def caption(scene: Scene, random: Random, paraphrases: float = 0.25) -> str:
    """Return a caption: mostly canonical, else one of many paraphrases of the same facts."""
    if random.random() >= paraphrases:
        return canonical(scene)
    words = _paraphrase(scene, random)
    return with_view(words, scene.view) if random.random() < _NAMES_VIEW else words


def _paraphrase(scene: Scene, random: Random) -> str:
    things = [_thing(each, random, len(scene.things)) for each in scene.things]
    joined = random.choice((", ", " and ", ", ")).join(things)
    rest = [random.choice(_PLACE).format(scene.background)]
    for kind, words in (("time_of_day", _TIME), ("weather", _WEATHER), ("lighting", _LIGHT)):
        value = getattr(scene, kind)
        if value == _DEFAULTS[kind] and random.random() < 0.5:
            continue
        rest.append(random.choice(words[value]))
    if random.random() < 0.5:
        random.shuffle(rest)
    separator = random.choice((", ", " ", ", "))
    if random.random() < 0.15:
        return separator.join([*rest, joined])
    return separator.join([joined, *rest])


def _thing(placed: Placed, random: Random, count: int) -> str:
    text = random.choice(_SCALE[placed.scale]).format(placed.name)
    if placed.facing and random.random() < 0.4:
        text += f" {random.choice(('facing', 'looking', 'turned'))} {placed.facing}"
    if placed.position == "center" and count == 1 and random.random() < 0.4:
        return text
    return f"{text} {random.choice(_WHERE[placed.position])}"


def every_word() -> set[str]:
    """Return every word that the templates can produce, besides the vocabulary's own."""
    groups = (_WHERE, _SCALE, _TIME, _WEATHER, _LIGHT)
    texts = [text for group in groups for texts in group.values() for text in texts]
    texts += [*_PLACE, "and facing looking turned light"]
    return {word for text in texts for word in text.replace("{}", " ").replace(",", " ").split()}
