from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.script import Character, Frame, FrameScript, SceneObject
from schemas.vocabulary import Vocabulary
from tools.pocket.dialect import VIEWS
from tools.render.catalog import pocket_vocabulary
from tools.render.dialects.compiling import compile_prompt
from tools.render.dialects.prompt import Replacement
from tools.render.dialects.tags import CLIP_TOKENS, estimated_tokens
from tools.render.seeds import noise_seed

VOCABULARY = pocket_vocabulary()
WORDS = {
    *(word for name in VOCABULARY.objects for word in name.split()),
    *(word for name in VOCABULARY.backgrounds for word in name.split()),
    *VOCABULARY.times,
    *VOCABULARY.weathers,
    *VOCABULARY.lightings,
    *VOCABULARY.scales,
    *["facing", "left", "right", "light", "on", "in", "the", "center"],
}

names = st.text(string.ascii_letters + string.digits + " -'é狐", min_size=1, max_size=30).filter(
    lambda text: bool(text.strip())
)
objects = st.builds(
    SceneObject,
    name=names,
    attributes=st.lists(names, max_size=3).map(tuple),
    position=st.sampled_from(["left", "center", "right"]),
    scale=st.sampled_from(["far", "medium", "close-up"]),
)
frames = st.builds(
    Frame,
    id=st.just("f1"),
    shot=st.just("s1"),
    objects=st.lists(objects, max_size=4).map(tuple),
    background=names,
    action=names,
    time_of_day=st.sampled_from(["dawn", "day", "dusk", "night"]),
    weather=st.sampled_from(["clear", "cloudy", "rain", "snow", "fog"]),
    lighting=names,
    camera=st.sampled_from(["static", "pan left", "zoom in", "tilt up"]),
)


def told(script: FrameScript, **changes: object) -> FrameScript:
    return script.model_copy(update=changes)


FOX = Frame(
    id="f1",
    shot="s1",
    objects=(
        SceneObject(name="fox", attributes=("facing left",), position="left", scale="close-up"),
        SceneObject(name="tree"),
    ),
    background="snowy forest",
    action="A fox waits under a tree.",
    time_of_day="night",
    weather="snow",
    lighting="dark",
    camera="zoom in",
)


def _view(script: FrameScript) -> int:
    return 1 + noise_seed(script.seed, FOX.shot, FOX.variation) % VIEWS


def test_pocket_is_the_canonical_caption(script: FrameScript) -> None:
    prompt = compile_prompt(FOX, script, "pocket", VOCABULARY)
    assert prompt.text == (
        "close-up fox on the left, medium tree in the center, snowy forest, night, "
        f"snow, dark light, {_view(script)}"
    )
    assert prompt.replaced == (Replacement(wanted="facing left fox", said=None),)


def test_pocket_says_the_nearest_word_and_tells(script: FrameScript) -> None:
    frame = FOX.model_copy(
        update={
            "objects": (
                SceneObject(name="little Vixen", attributes=("red", "Facing Left")),
                SceneObject(name="quasar"),
            ),
            "background": "an old rainforest",
            "lighting": "moody",
        }
    )
    prompt = compile_prompt(frame, script, "pocket", VOCABULARY)
    assert prompt.text == (
        f"medium fox in the center, jungle, night, snow, dark light, {_view(script)}"
    )
    assert prompt.replaced == (
        Replacement(wanted="little Vixen", said="fox"),
        Replacement(wanted="red little Vixen", said=None),
        Replacement(wanted="Facing Left little Vixen", said=None),
        Replacement(wanted="quasar", said=None),
        Replacement(wanted="an old rainforest", said="jungle"),
        Replacement(wanted="moody", said="dark"),
    )


def test_pocket_leaves_out_the_last_things_rather_than_the_place(script: FrameScript) -> None:
    crowd = tuple(
        SceneObject(name=name, position="left", scale="close-up")
        for name in ("police officer", "old woman", "old man", "fox", "cat")
    )
    prompt = compile_prompt(FOX.model_copy(update={"objects": crowd}), script, "pocket", VOCABULARY)
    assert prompt.text == (
        "close-up police officer on the left, close-up old woman on the left, close-up old man "
        f"on the left, snowy forest, night, snow, dark light, {_view(script)}"
    )
    assert [each.wanted for each in prompt.replaced] == ["cat", "fox"]
    three = FOX.model_copy(update={"objects": tuple(SceneObject(name=each.name) for each in crowd)})
    assert compile_prompt(three, script, "pocket", VOCABULARY).text.startswith(
        "medium police officer in the center, medium old woman in the center, "
        "medium old man in the center, snowy forest"
    )


def test_pocket_says_what_must_not_be_there_in_its_own_words(script: FrameScript) -> None:
    things = (SceneObject(name="fox"),)
    frame = FOX.model_copy(update={"objects": things, "negative": "a tall Oak, blurry, castle"})
    prompt = compile_prompt(frame, script, "pocket", VOCABULARY)
    assert prompt.negative == "tree, castle"
    assert prompt.replaced == (
        Replacement(wanted="a tall Oak", said="tree"),
        Replacement(wanted="blurry", said=None),
    )
    assert compile_prompt(frame, script, "tags", None).negative == frame.negative


def test_pocket_needs_a_vocabulary(script: FrameScript) -> None:
    with pytest.raises(ValueError, match="vocabulary"):
        compile_prompt(FOX, script, "pocket", None)


@settings(deadline=None)
@given(frames)
def test_pocket_never_leaves_the_vocabulary(frame: Frame) -> None:
    prompt = compile_prompt(frame, _script(frame), "pocket", VOCABULARY)
    caption, view = prompt.text.rsplit(", ", 1)
    assert set(caption.replace(",", "").split()) <= WORDS
    assert 1 <= int(view) <= VIEWS


def test_the_seed_chooses_the_view_and_the_frames_of_a_shot_share_it(script: FrameScript) -> None:
    def views(seed: int, frame: Frame) -> str:
        seeded = script.model_copy(update={"seed": seed})
        return compile_prompt(frame, seeded, "pocket", VOCABULARY).text.rsplit(", ", 1)[1]

    assert {views(seed, FOX) for seed in range(100)} == {str(k + 1) for k in range(VIEWS)}
    again = FOX.model_copy(update={"time_of_day": "day", "background": "meadow"})
    assert views(7, again) == views(7, FOX)
    takes = (FOX.model_copy(update={"variation": k}) for k in range(40))
    assert len({views(7, take) for take in takes}) == VIEWS


def test_pocket_keeps_every_word_of_the_vocabulary(script: FrameScript) -> None:
    for name in VOCABULARY.objects:
        frame = FOX.model_copy(update={"objects": (SceneObject(name=name),)})
        prompt = compile_prompt(frame, script, "pocket", VOCABULARY)
        assert prompt.text.startswith(f"medium {name} in the center, ")
        assert prompt.replaced == ()
    for place in VOCABULARY.backgrounds:
        frame = FOX.model_copy(update={"background": place})
        assert f", {place}, night" in compile_prompt(frame, script, "pocket", VOCABULARY).text


def test_a_small_vocabulary_falls_back_to_its_first_place(script: FrameScript) -> None:
    small = Vocabulary(
        objects=("fox",),
        backgrounds=("meadow", "cave"),
        times=("day",),
        weathers=("clear",),
        lightings=("neutral",),
        positions=("center",),
        scales=("medium",),
        facings=(),
        synonyms={},
    )
    prompt = compile_prompt(FOX, script, "pocket", small)
    assert ", meadow, " in prompt.text
    assert Replacement(wanted="snowy forest", said=None) in prompt.replaced


def test_tags_golden(script: FrameScript) -> None:
    styled = told(
        script,
        style="watercolour",
        characters=(Character(name="Fox", look="orange with a white chest"),),
    )
    assert compile_prompt(FOX, styled, "tags", None).text == (
        "close-up facing left fox on the left, tree, A fox waits under a tree, snowy forest, "
        "night, falling snow, watercolour, dark lighting, fox: orange with a white chest"
    )


@settings(deadline=None)
@given(frames)
def test_tags_stay_in_the_window_and_tell_what_is_left_out(frame: Frame) -> None:
    prompt = compile_prompt(frame, _script(frame), "tags", None)
    assert estimated_tokens(prompt.text) <= CLIP_TOKENS - 2
    everything = ", ".join([prompt.text, *(each.wanted for each in prompt.replaced)])
    for said in (*(each.name for each in frame.objects), frame.action, frame.background):
        assert said in everything


def test_tags_drop_the_least_important_first(script: FrameScript) -> None:
    long = FOX.model_copy(update={"background": " ".join(["very"] * 40)})
    styled = told(script, style=" ".join(["soft"] * 40))
    prompt = compile_prompt(long, styled, "tags", None)
    assert [each.wanted for each in prompt.replaced] == [styled.style]
    assert prompt.text.startswith("close-up facing left fox on the left, tree, A fox waits")


# Counts that CLIP byte pairs need at least: a word one, a hyphen one, a digit one each.
@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("a photo of a cat", 5),
        ("close-up fox, snowy forest", 7),
        ("watercolour, soft lines", 5),
        ("2024", 4),
    ],
)
def test_the_estimate_is_never_below_clip(text: str, tokens: int) -> None:
    assert estimated_tokens(text) >= tokens


def test_prose_golden(script: FrameScript) -> None:
    styled = told(
        script,
        style="watercolour",
        characters=(Character(name="Fox", look="orange with a white chest"),),
    )
    assert compile_prompt(FOX, styled, "prose", None).text == (
        "In this frame, there are a fox and a tree in the snowy forest. "
        "The fox is on the left, in close-up. "
        "The fox has these attributes: facing left. "
        "The fox looks like this: orange with a white chest. "
        "The tree is in the center, at medium distance. "
        "A fox waits under a tree. "
        "The time is night, the weather is snow. "
        "The lighting is dark. "
        "The camera is zooming in. "
        "The style is watercolour."
    )


@settings(deadline=None)
@given(frames)
def test_prose_says_every_field(frame: Frame) -> None:
    text = compile_prompt(frame, _script(frame), "prose", None).text
    for thing in frame.objects:
        assert thing.name in text
        assert all(attribute in text for attribute in thing.attributes)
    for said in (frame.background, frame.action, frame.time_of_day, frame.weather, frame.lighting):
        assert said in text
    assert frame.camera.split()[0][:3] in text.partition("The camera is ")[2]


def _script(frame: Frame) -> FrameScript:
    return FrameScript.model_validate(
        {
            "title": "t",
            "premise": "p",
            "shots": [{"id": "s1", "anchor": "f1"}],
            "frames": [frame],
            "last_id": 1,
        }
    )
