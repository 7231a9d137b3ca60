"""The closed world of the pocket renderer: what it can draw, and which words mean it."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Kind = Literal["objects", "backgrounds", "times", "weathers", "lightings"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class VocabularyObject(_Strict):
    """A thing that can be drawn."""

    name: str = Field(min_length=1)
    category: str
    artwork: str
    """``pack:icon`` of the vector drawing it was learnt from."""
    facing: Literal["left", "right"] | None
    """The way the drawing faces; ``None`` when it has no side view, so facing changes nothing."""
    description: str
    """What it looks like, for people who cannot see it."""


class VocabularyBackground(_Strict):
    """A place that can be drawn."""

    name: str = Field(min_length=1)
    indoor: bool
    description: str


class Synonyms(_Strict):
    """Common words and the vocabulary's word for each."""

    objects: dict[str, str]
    backgrounds: dict[str, str]
    times: dict[str, str]
    weathers: dict[str, str]
    lightings: dict[str, str]


class Vocabulary(_Strict):
    """Everything the pocket renderer has words for."""

    version: Literal[1]
    objects: list[VocabularyObject] = Field(min_length=1)
    backgrounds: list[VocabularyBackground] = Field(min_length=1)
    times: list[str]
    weathers: list[str]
    lightings: list[str]
    positions: list[str]
    scales: list[str]
    facings: list[str]
    synonyms: Synonyms

    @model_validator(mode="after")
    def _consistent(self) -> "Vocabulary":
        kinds: tuple[Kind, ...] = ("objects", "backgrounds", "times", "weathers", "lightings")
        for kind in kinds:
            names = self.names(kind)
            if len(set(names)) != len(names):
                raise ValueError(f"{kind}: a name occurs twice")
            for word, meaning in getattr(self.synonyms, kind).items():
                if meaning not in names:
                    raise ValueError(f"synonyms.{kind}: {word!r} means {meaning!r}, unknown")
        return self

    @property
    def object_names(self) -> list[str]:
        """Names of the things, in file order."""
        return [each.name for each in self.objects]

    @property
    def background_names(self) -> list[str]:
        """Names of the places, in file order."""
        return [each.name for each in self.backgrounds]

    def names(self, kind: Kind) -> list[str]:
        """Return the vocabulary's own words of one kind."""
        named = {"objects": self.object_names, "backgrounds": self.background_names}
        return named[kind] if kind in named else getattr(self, kind)

    def faces(self, name: str) -> bool:
        """Tell whether a thing has a side view that can face left or right."""
        return any(each.name == name and each.facing is not None for each in self.objects)

    def nearest(self, word: str, kind: Kind = "objects") -> str | None:
        """Return the vocabulary's word for a word, by name and synonym, or ``None``.

        Simple English plurals are tried as singulars; of several words the last known one counts
        ("a brave little fox" is a fox).
        """
        names, synonyms = self.names(kind), getattr(self.synonyms, kind)
        words = word.lower().replace("-", " ").split()
        text = word.lower().strip()
        candidates = [text, *(" ".join(words[k:]) for k in range(len(words)))]
        candidates += [each for k in (2, 1) for each in _runs(words, k)]
        for candidate in candidates:
            for form in _singulars(candidate):
                if form in names:
                    return form
                if form in synonyms:
                    return synonyms[form]
        return None


def _runs(words: list[str], length: int) -> list[str]:
    starts = range(len(words) - length, -1, -1)
    return [" ".join(words[k : k + length]) for k in starts]


def _singulars(word: str) -> list[str]:
    forms = [word]
    if word.endswith("ies"):
        forms.append(word[:-3] + "y")
    if word.endswith("es"):
        forms.append(word[:-2])
    if word.endswith("s"):
        forms.append(word[:-1])
    return forms


@cache
def load_vocabulary() -> Vocabulary:
    """Read ``vocabulary.json`` next to this module.

    Raises:
        FileNotFoundError: The file is missing; reinstall the package.
        pydantic.ValidationError: The file does not say what it must.
    """
    path = Path(__file__).with_name("vocabulary.json")
    return Vocabulary.model_validate_json(path.read_text(encoding="utf-8"))
