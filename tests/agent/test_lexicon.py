"""Finding what can be drawn in the words of a user or of the model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.pocket.casting import Member, cast_of
from agent.pocket.lexicon import Lexicon
from agent.pocket.openness import premise_vocabulary, request_vocabulary
from agent.pocket.sentences import base_form, third_person
from agent.pocket.titles import title_of
from prompts import verbs
from schemas.script import FrameScript
from tools.render.catalog import pocket_vocabulary

SOMEBODY = (Member("fox", "fox"),)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a red fox and two butterflies", ["fox", "butterfly"]),
        ("the pine tree by the lighthouse", ["pine tree", "lighthouse"]),
        ("A KNIGHT IN A DARK CAVE", ["king", "cave"]),
        ("wolves howl at the moon", ["wolf", "moon"]),
        ("an astronaut plants a flower", ["astronaut", "flower"]),
        ("a dragon guards a treasure chest", ["dragon", "treasure chest"]),
        ("he watches it rise and learns to fly", []),
        ("put it on his watch", ["key"]),
        ("snow falls on the village", ["village"]),
        ("🦊 123 --- ???", []),
    ],
)
def test_things_and_places_are_found_and_verbs_are_not(
    lexicon: Lexicon, text: str, names: list[str]
) -> None:
    assert [each.name for each in lexicon.mentions(text)] == names


@given(st.text(max_size=200))
def test_any_text_gives_only_words_of_the_vocabulary(text: str) -> None:
    lexicon = Lexicon(pocket_vocabulary())
    known = {*lexicon.vocabulary.objects, *lexicon.vocabulary.backgrounds}
    for mention in lexicon.mentions(text):
        assert mention.name in known


@given(st.sampled_from(pocket_vocabulary().objects))
def test_every_object_is_found_behind_an_article(name: str) -> None:
    lexicon = Lexicon(pocket_vocabulary())
    assert [each.name for each in lexicon.mentions(f"the {name}!")] == [name]


def test_the_cast_is_what_the_premise_names_in_its_order(lexicon: Lexicon) -> None:
    cast = cast_of(
        "At dusk a tired old wizard rows a boat across the lake in the rain to a castle",
        lexicon,
        SOMEBODY,
    )
    assert (cast.subject.name, cast.subject.look) == ("wizard", "tired old wizard")
    assert [each.name for each in cast.others] == ["boat", "castle"]
    assert [each.name for each in cast.places] == ["lake"]
    assert (cast.time_of_day, cast.weather) == ("dusk", "rain")
    assert title_of(cast) == "The Wizard and the Boat"


def test_a_premise_without_things_takes_the_cast_it_is_given(lexicon: Lexicon) -> None:
    cast = cast_of("something happens 42 times", lexicon, SOMEBODY)
    assert cast.subject.name == "fox"


def test_an_open_renderer_gets_the_nouns_of_the_premise() -> None:
    vocabulary = premise_vocabulary("a brass teapot sings in the garden with an old glass lamp")
    assert vocabulary.objects == ("teapot", "lamp")
    assert vocabulary.backgrounds == ("garden",)
    assert premise_vocabulary("??").objects


def test_an_open_renderer_gets_the_nouns_of_a_request(script: FrameScript) -> None:
    vocabulary = request_vocabulary(script, "put a teapot in frame 3")
    assert {"fox", "teapot"} <= set(vocabulary.objects)


@pytest.mark.parametrize("verb", verbs().any)
def test_verbs_survive_the_way_to_the_plural_and_back(verb: str) -> None:
    assert third_person(base_form(verb)) == verb


@pytest.mark.parametrize(
    ("verb", "base"),
    [("carries", "carry"), ("goes", "go"), ("catches", "catch"), ("lies", "lie"), ("ties", "tie")],
)
def test_base_forms(verb: str, base: str) -> None:
    assert base_form(verb) == base
