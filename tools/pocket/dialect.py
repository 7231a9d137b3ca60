"""The one canonical caption of the pocket renderer, used to train it and to prompt it.

A caption names what can be seen in one still. It does not name the camera, because the composer
performs camera movement on finished stills. The product compiles a frame with :func:`phrase`, and
about half of the training captions are exactly this form.
"""

from collections.abc import Sequence
from typing import NamedTuple

VIEWS = 8
"""How many views of a background and its sky there are, numbered from 1."""

_WHERE = {"left": "on the left", "center": "in the center", "right": "on the right"}


class Thing(NamedTuple):
    """One thing in a still, in the words of ``vocabulary.json``."""

    name: str
    attributes: tuple[str, ...] = ()
    position: str = "center"
    scale: str = "medium"


def phrase(
    objects: Sequence[tuple[str, tuple[str, ...], str, str]],
    background: str,
    time_of_day: str,
    weather: str,
    lighting: str,
) -> str:
    """Write the canonical caption of a still.

    Args:
        objects: ``(name, attributes, position, scale)`` for each thing, the most important first
            (:class:`Thing` fits). Attributes follow the name, e.g. ``("facing left",)``.
        background: One of the vocabulary's backgrounds.
        time_of_day: One of the vocabulary's times.
        weather: One of the vocabulary's weathers.
        lighting: One of the vocabulary's lightings.

    Returns:
        Lower-case words and commas, for instance ``"close-up fox facing left on the left,
        medium tree in the center, forest, night, snow, dark light"``.
    """
    parts = [_thing(Thing(*each)) for each in objects]
    parts += [background, time_of_day, weather, f"{lighting} light"]
    return ", ".join(parts).lower()


def with_view(caption: str, view: int) -> str:
    """Say which of the views of the background, 1..VIEWS, a caption means."""
    return f"{caption}, {view}"


def _thing(thing: Thing) -> str:
    words = [thing.scale, thing.name, *thing.attributes]
    where = _WHERE.get(thing.position)
    if where:
        words.append(where)
    return " ".join(word for word in words if word)
