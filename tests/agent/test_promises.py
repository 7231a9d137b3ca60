"""What words promise about the pictures, and whether measured pictures keep it."""

from __future__ import annotations

import pytest

from agent.promises import broken_promises, promises_of
from schemas.script import FrameScript
from schemas.takes import Facts


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ("make frame 5 darker", ["darker"]),
        ("Could you darken frame 5?", ["darker"]),
        ("frame 5 is too dark", ["brighter"]),
        ("more colourful and warmer, please", ["more colourful", "warmer"]),
        ("frame 2 in black and white", ["less colourful"]),
        ("frame 2 darker and frame 3 brighter", []),
        ("don't make it darker", []),
        ("make frame 5 darker but don't make the others brighter", ["darker"]),
        ("not darker, colder", ["colder"]),
        ("is frame 5 darker than frame 4?", []),
        ("frame 5 darker?", []),
        ("frame 5 at night", []),
    ],
)
def test_words_promise(request_: str, said: list[str]) -> None:
    assert [promise.said for promise in promises_of(request_)] == said


def facts(luma: tuple[float | None, float | None]) -> Facts:
    return Facts(
        frame="f5",
        luma_before=luma[0],
        luma_after=luma[1],
        saturation_before=0.5,
        saturation_after=0.5,
        pixels_changed=1.0,
    )


@pytest.mark.parametrize(
    ("luma", "broken"),
    [
        ((100.0, 60.0), False),
        ((100.0, 98.0), True),
        ((100.0, 140.0), True),
        ((0.2, 0.1), True),
        ((None, 50.0), False),
    ],
)
def test_a_darker_frame_is_visibly_darker(
    script: FrameScript, luma: tuple[float | None, float | None], broken: bool
) -> None:
    found = broken_promises(promises_of("make frame 5 darker"), [facts(luma)], script)
    assert bool(found) == broken
    if broken:
        assert found[0].startswith("frame 5 is not visibly darker (mean luma")
