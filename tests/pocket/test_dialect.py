"""The canonical caption."""

from hypothesis import given
from hypothesis import strategies as st

from tools.pocket.dialect import Thing, phrase
from tools.pocket.vocabulary import load_vocabulary

WORLD = load_vocabulary()


def test_phrase_reads_as_documented() -> None:
    things = [
        Thing("fox", ("facing left",), "left", "close-up"),
        Thing("tree", (), "center", "medium"),
    ]
    assert phrase(things, "forest", "night", "snow", "dark") == (
        "close-up fox facing left on the left, medium tree in the center, "
        "forest, night, snow, dark light"
    )


@given(
    things=st.lists(
        st.builds(
            Thing,
            st.sampled_from(WORLD.object_names),
            st.just(()),
            st.sampled_from(WORLD.positions),
            st.sampled_from(WORLD.scales),
        ),
        min_size=1,
        max_size=3,
    ),
    background=st.sampled_from(WORLD.background_names),
    time=st.sampled_from(WORLD.times),
    weather=st.sampled_from(WORLD.weathers),
    lighting=st.sampled_from(WORLD.lightings),
)
def test_phrase_says_everything_once(
    things: list[Thing], background: str, time: str, weather: str, lighting: str
) -> None:
    parts = phrase(things, background, time, weather, lighting).split(", ")
    assert parts[len(things) :] == [background, time, weather, f"{lighting} light"]
    for thing, part in zip(things, parts, strict=False):
        assert part.startswith(f"{thing.scale} {thing.name}")
        assert part.endswith(thing.position)
