"""The closed world: strict loading, names, synonyms."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from tools.pocket import vocabulary as module
from tools.pocket.vocabulary import Vocabulary, load_vocabulary


def document() -> dict[str, object]:
    path = Path(module.__file__).with_name("vocabulary.json")
    return json.loads(path.read_text("utf-8"))


def test_world_has_what_storyboards_need() -> None:
    vocabulary = load_vocabulary()
    assert len(vocabulary.object_names) >= 60
    assert len(vocabulary.background_names) >= 16
    assert vocabulary.times == ["dawn", "day", "dusk", "night"]
    assert all(each.description for each in vocabulary.objects)


@pytest.mark.parametrize(
    ("word", "kind", "meaning"),
    [
        ("fox", "objects", "fox"),
        ("Foxes", "objects", "fox"),
        ("a brave little puppy", "objects", "dog"),
        ("old fisherman", "objects", "old man"),
        ("pirate ship", "objects", "boat"),
        ("the deep dark woods", "backgrounds", "forest"),
        ("sea", "backgrounds", "ocean"),
        ("midnight", "times", "night"),
        ("thunderstorm", "weathers", "rain"),
        ("quux", "objects", None),
    ],
)
def test_words_map_to_the_nearest_thing(word: str, kind: module.Kind, meaning: str | None) -> None:
    assert load_vocabulary().nearest(word, kind) == meaning


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValidationError):
        Vocabulary.model_validate({**document(), "extra": 1})


def test_synonyms_of_unknown_words_are_refused() -> None:
    broken = document()
    synonyms = json.loads(json.dumps(broken["synonyms"]))
    synonyms["objects"]["thingy"] = "no such thing"
    with pytest.raises(ValidationError, match="no such thing"):
        Vocabulary.model_validate({**broken, "synonyms": synonyms})
