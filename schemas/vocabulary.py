"""What a renderer can draw."""

from __future__ import annotations

from schemas.base import Value
from schemas.script import Position, Scale, TimeOfDay, Weather


class Vocabulary(Value):
    """A closed set of words; the director's schema is narrowed to it.

    A renderer without limits publishes None in place of one of these.
    """

    objects: tuple[str, ...]
    backgrounds: tuple[str, ...]
    times: tuple[TimeOfDay, ...]
    weathers: tuple[Weather, ...]
    lightings: tuple[str, ...]
    positions: tuple[Position, ...]
    scales: tuple[Scale, ...]
    facings: tuple[str, ...]
    """Ways a thing can face; in a frame they are the attributes "facing left", ..."""
    synonyms: dict[str, str]
    """Common words and the word of `objects` or `backgrounds` that comes nearest."""

    def nearest(self, word: str) -> str | None:
        """The object or background that `word` (any case, singular or plural) means, or None."""
        low = word.casefold().strip()
        candidates = [low]
        for ending, replacement in (("ies", "y"), ("ves", "f"), ("es", ""), ("s", "")):
            if low.endswith(ending) and len(low) > len(ending) + 2:
                candidates.append(low.removesuffix(ending) + replacement)
        known = {*self.objects, *self.backgrounds}
        for candidate in candidates:
            if candidate in known:
                return candidate
            if candidate in self.synonyms:
                return self.synonyms[candidate]
        return None
