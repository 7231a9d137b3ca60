"""What the pocket renderer can draw, and a script about a fox."""

from __future__ import annotations

import pytest

from agent.pocket.lexicon import Lexicon
from schemas.drafts import FrameDraft, ScriptDraft
from schemas.script import FrameScript, SceneObject
from schemas.vocabulary import Vocabulary
from tools.render.catalog import pocket_vocabulary
from tools.script.building import build_script


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return pocket_vocabulary()


@pytest.fixture(scope="session")
def lexicon(vocabulary: Vocabulary) -> Lexicon:
    return Lexicon(vocabulary)


@pytest.fixture(scope="session")
def script() -> FrameScript:
    """Eight frames about a fox; 5 shows only the fox, 3 also a butterfly."""
    told = [
        ("The fox runs into a snowy forest.", ("fox",)),
        ("The fox finds a lantern in the snowy forest.", ("fox", "lantern")),
        ("The fox follows a butterfly to the lantern.", ("fox", "butterfly")),
        ("The fox climbs a tree.", ("tree", "fox")),
        ("The fox sleeps.", ("fox",)),
        ("The fox looks up at the lighthouse.", ("fox", "lighthouse")),
        ("The fox sees a butterfly.", ("fox", "butterfly")),
        ("The fox goes to the lighthouse.", ("fox", "lighthouse")),
    ]
    frames = tuple(
        FrameDraft(
            action=action,
            objects=tuple(
                SceneObject(name=name, position=position)
                for name, position in zip(names, ("left", "right"), strict=False)
            ),
            background="snowy forest",
        )
        for action, names in told
    )
    return build_script(
        ScriptDraft(title="The Fox and the Lantern", frames=frames),
        premise="a red fox finds a lantern in the snowy forest and follows a butterfly",
        seed=7,
        width=256,
        height=256,
        fps=6,
    )
